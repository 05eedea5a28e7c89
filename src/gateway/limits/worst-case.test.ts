import { describe, expect, it } from "vitest";
import { chatCompletions } from "../endpoints/chat-completions.ts";
import { embeddings } from "../endpoints/embeddings.ts";
import { imageGenerations } from "../endpoints/image-generations.ts";
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

describe("the most tokens of an input", () => {
  const file = Buffer.alloc(60_000, 7).toString("base64");
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
    ["long text is text", ask("lorem ipsum ".repeat(5_000)), 29_000, 31_000],
    ["and so is code without a space", ask("a=b;".repeat(10_000)), 19_000, 21_000],
  ])("%s", (_, body, least, most) => {
    const tokens = promptTokensMost(requestOf(body));
    expect(tokens).toBeGreaterThanOrEqual(least);
    expect(tokens).toBeLessThanOrEqual(most);
  });
});
