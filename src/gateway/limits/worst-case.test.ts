import { describe, expect, it } from "vitest";
import { chatCompletions } from "../endpoints/chat-completions.ts";
import { embeddings } from "../endpoints/embeddings.ts";
import { findEndpoint } from "../endpoints/find-endpoint.ts";
import { imageGenerations } from "../endpoints/image-generations.ts";
import { messages } from "../endpoints/messages.ts";
import { speech } from "../endpoints/speech.ts";
import { transcriptions } from "../endpoints/transcriptions.ts";
import type { Exchange } from "../exchange.ts";
import { promptTokensMost } from "./prompt-size.ts";
import { NOW, pricedTarget, requestOf } from "./testing/admission.ts";
import { mostUseOf, worstCaseNanos } from "./worst-case.ts";

const RATE = { inputPico: 1_000_000, outputPico: 10_000_000 };
const ask = (content: unknown, more: object = {}) => ({ model: "m", messages: [{ role: "user", content }], ...more });

function worst(body: object, target = pricedTarget("openai/m", RATE), endpoint = chatCompletions): number | null {
  return worstCaseNanos(target, mostUseOf({ endpoint } as Exchange, requestOf(body)), NOW);
}

/** Tokens of a body's text, as they are reserved. */
const input = (body: object): number => Math.ceil(JSON.stringify(body).length / 2);

describe("the most that a request can cost", () => {
  const short = ask("Hello", { max_tokens: 100 });

  it.each<[string, object, ReturnType<typeof pricedTarget>, number | null]>([
    ["is input and the whole output bound", short, pricedTarget("a/m", RATE), input(short) * 1_000 + 100 * 10_000],
    ["is null where no price is known", short, pricedTarget("a/m", null), null],
    [
      "takes the model's own bound where that is lower",
      short,
      pricedTarget("a/m", RATE, { maxOutputTokens: 7 }),
      input(short) * 1_000 + 7 * 10_000,
    ],
    [
      "takes the model's own bound where none is asked for",
      ask("Hello"),
      pricedTarget("a/m", RATE, { maxOutputTokens: 50 }),
      input(ask("Hello")) * 1_000 + 50 * 10_000,
    ],
    [
      "never reads more than the context holds",
      ask("x".repeat(9_000), { max_tokens: 1 }),
      pricedTarget("a/m", RATE, { contextTokens: 100 }),
      100 * 1_000 + 10_000,
    ],
    [
      "counts every choice",
      ask("Hello", { max_tokens: 10, n: 3 }),
      pricedTarget("a/m", RATE),
      input(ask("Hello", { max_tokens: 10, n: 3 })) * 1_000 + 30 * 10_000,
    ],
    [
      "reads at the price of writing into a cache, and thinks at the price of reasoning",
      short,
      pricedTarget("a/m", {
        ...RATE,
        cacheWritePico: 1_250_000,
        cacheWriteLongPico: 2_000_000,
        reasoningPico: 12_000_000,
      }),
      input(short) * 2_000 + 100 * 12_000,
    ],
    [
      "goes by the tier of the input's size",
      ask("x".repeat(4_000), { max_tokens: 1 }),
      pricedTarget("a/m", {
        ...RATE,
        tiers: [{ aboveInputTokens: 1_000, inputPico: 3_000_000, outputPico: 20_000_000 }],
      }),
      input(ask("x".repeat(4_000), { max_tokens: 1 })) * 3_000 + 20_000,
    ],
    [
      "adds what each request costs",
      short,
      pricedTarget("a/m", { ...RATE, requestNanos: 77 }),
      input(short) * 1_000 + 1_000_077,
    ],
  ])("%s", (_, body, target, nanos) => {
    expect(worst(body, target)).toBe(nanos);
  });

  it("of vectors is their input alone, of pictures their number", () => {
    const vectors = { model: "m", input: ["a", "b"], max_tokens: 9 };
    expect(worst(vectors, pricedTarget("a/m", RATE), embeddings)).toBe(input(vectors) * 1_000);
    const pictures = { model: "m", prompt: "a cat", n: 3 };
    const each = { inputPico: 0, outputPico: 0, imageNanos: 40_000_000 };
    expect(worst(pictures, pricedTarget("a/m", each), imageGenerations)).toBe(120_000_000);
  });
});

describe("a reservation is never less than the answer may cost", () => {
  const NEVER = pricedTarget("a/m", RATE, { maxOutputTokens: 5_000 });
  const most = 5_000 * 10_000;

  it.each<[string, object, object]>([
    ["of another wire's name for the bound", ask("Hi", { max_tokens: 5_000, max_completion_tokens: 1 }), messages],
    [
      "of Google's config in a wire that has none",
      ask("Hi", { generationConfig: { maxOutputTokens: 1 } }),
      chatCompletions,
    ],
    ["of two bounds that mean the same", ask("Hi", { max_tokens: 5_000, max_completion_tokens: 1 }), chatCompletions],
    ["of a bound that is none", ask("Hi", { max_tokens: "1" }), chatCompletions],
  ])("because %s", (_, body, endpoint) => {
    // Decoding takes whichever bound it meets first.
    const request = requestOf(body, { maxOutputTokens: 1 });
    const nanos = worstCaseNanos(NEVER, mostUseOf({ endpoint } as Exchange, request), NOW);
    expect(nanos).toBe(input(body) * 1_000 + most);
  });

  it("because Google's candidates are each an answer", () => {
    const config = { maxOutputTokens: 10, candidateCount: "3" };
    const body = { model: "m", contents: [{ parts: [{ text: "Hi" }] }], generationConfig: config };
    const endpoint = findEndpoint("/v1beta/models/m:generateContent")?.endpoint;
    expect(endpoint && worst(body, NEVER, endpoint)).toBe(input(body) * 1_000 + 30 * 10_000);
  });

  it.each<[string, object]>([
    ["sound", { outputAudioPico: 80_000_000 }],
    ["pictures", { outputImagePico: 80_000_000 }],
    ["thoughts", { reasoningPico: 80_000_000, tiers: [{ aboveInputTokens: 1, inputPico: 1_000_000, outputPico: 2 }] }],
  ])("because %s may be what is written", (_, dear) => {
    const body = ask("Hi", { max_tokens: 10 });
    expect(worst(body, pricedTarget("a/m", { ...RATE, ...dear }))).toBe(input(body) * 1_000 + 10 * 80_000);
  });

  it("because each text of a batch has a context of its own", () => {
    const batch = { model: "m", input: Array.from({ length: 50 }, () => "word ".repeat(300)) };
    expect(worst(batch, pricedTarget("a/m", RATE, { contextTokens: 1_000 }), embeddings)).toBe(input(batch) * 1_000);
  });

  it("because pictures, sound and words may be charged by token", () => {
    const byToken = pricedTarget("a/m", { inputPico: 1_000_000, outputPico: 10_000_000, outputImagePico: 40_000_000 });
    // A large picture of the best quality is some 6,240 tokens.
    expect(worst({ model: "m", prompt: "a cat", n: 3 }, byToken, imageGenerations)).toBeGreaterThan(3 * 6_240 * 40_000);
    expect(worst({ model: "m", input: "x".repeat(100) }, byToken, speech)).toBeGreaterThan(300 * 10_000);
    const file = { name: "a.mp3", bytes: Buffer.alloc(160_000), contentType: "audio/mpeg" };
    const heard = { form: [{ name: "file", value: file }], body: { model: "m", file } };
    const nanos = worstCaseNanos(
      byToken,
      mostUseOf({ endpoint: transcriptions } as Exchange, requestOf({}, heard as never)),
      NOW,
    );
    expect(nanos).toBeGreaterThan(10 * 10 * 1_000);
  });

  it("because the body does not hold what it names", () => {
    const target = pricedTarget("a/m", RATE, { contextTokens: 400_000, maxOutputTokens: 1 });
    for (const content of [
      [{ type: "file", file: { file_id: "file_1" } }],
      [{ type: "document", source: { type: "url", url: "https://x.test/a.pdf" } }],
    ])
      expect(worst(ask(content), target)).toBe(400_000 * 1_000 + 10_000);
    const tool = { name: "read", parameters: { properties: { file_id: { type: "string" } } } };
    expect(worst(ask("Hi", { tools: [tool] }), target)).toBeLessThan(1_000 * 1_000);
  });
});

describe("the most tokens of an input", () => {
  const file = Buffer.alloc(60_000, 7).toString("base64");
  const pdf = `data:application/pdf;base64,${Buffer.from(`%PDF-1.7${"x".repeat(60_000)}`).toString("base64")}`;
  it.each<[string, object, number, number]>([
    ["text is two bytes a token", ask("Hello, world"), 0, 60],
    ["in any language", ask("漢字".repeat(500)), 1_400, 1_700],
    [
      "a file inside is none of its length",
      ask([{ type: "image_url", image_url: { url: `data:image/png;base64,${file}` } }]),
      3_000,
      4_200,
    ],
    ["nor is one in Anthropic's words", ask([{ type: "image", source: { type: "base64", data: file } }]), 3_000, 4_200],
    [
      "a picture by its address counts as one",
      ask([{ type: "image_url", image_url: { url: "https://x.test/a.png" } }]),
      3_000,
      3_200,
    ],
    ["a document is as much text as it may hold", ask([{ type: "file", file: { file_data: pdf } }]), 43_000, 45_000],
    ["what looks like a file is text where text stands", ask(file), 40_000, 41_000],
    ["long text is text", ask("lorem ipsum ".repeat(5_000)), 29_000, 31_000],
    ["and so is code without a space", ask("a=b;".repeat(10_000)), 19_000, 21_000],
  ])("%s", (_, body, least, most) => {
    const tokens = promptTokensMost(requestOf(body));
    expect(tokens).toBeGreaterThanOrEqual(least);
    expect(tokens).toBeLessThanOrEqual(most);
  });
});
