import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../dialects/dialect.ts";
import type { ModelTerms } from "../model-terms.ts";
import { decodedForm, decodedJson } from "../testing/decoded.ts";
import { withTerms } from "./with-terms.ts";

const CHAT = "/v1/chat/completions";
const RESPONSES = "/v1/responses";
const MESSAGES = "/v1/messages";
const COUNT = "/v1/messages/count_tokens";
const GEMINI = "/v1beta/models/p%2Fr:generateContent";
const GEMINI_COUNT = "/v1beta/models/p%2Fr:countTokens";
const EMBED = "/v1/embeddings";
const EMBED_ONE = "/v1beta/models/p%2Fr:embedContent";
const EMBED_MANY = "/v1beta/models/p%2Fr:batchEmbedContents";
const LISTEN = "/v1/audio/transcriptions";

function terms(more: Partial<ModelTerms>): ModelTerms {
  return { params: {}, prompt: undefined, promptCache: false, ...more };
}

const prompt = (text = "P", role: "system" | "developer" = "system") => ({ role, text });
const hi = { model: "p/r", messages: [{ role: "user", content: "Hi" }] };
const claude = { ...hi, max_tokens: 9 };
const google = { contents: [{ parts: [{ text: "Hi" }] }] };

/** The body that the caller seems to have sent, read from the bytes. */
async function said(path: string, body: object, more: Partial<ModelTerms>): Promise<JsonObject> {
  const { exchange, request } = await decodedJson(path, body);
  const before = JSON.stringify(request.body);
  const made = withTerms(exchange, request, terms(more));
  expect(JSON.stringify(request.body)).toBe(before);
  expect(made.bytes.toString()).toBe(made.json);
  return JSON.parse(made.json) as JsonObject;
}

describe("parameters", () => {
  it.each<[string, string, object, JsonObject, object]>([
    [
      "come where the request has none, what is unknown stays",
      CHAT,
      { ...hi, top_p: 0.1, vendor: { x: [1] } },
      { temperature: 0.7, top_p: 0.9 },
      { ...hi, top_p: 0.1, vendor: { x: [1] }, temperature: 0.7 },
    ],
    ["count null as none", CHAT, { ...hi, temperature: null }, { temperature: 0.7 }, { ...hi, temperature: 0.7 }],
    [
      "count zero and empty lists as given",
      CHAT,
      { ...hi, seed: 0, stop: [] },
      { seed: 7, stop: ["x"] },
      { ...hi, seed: 0, stop: [] },
    ],
    [
      "know the names of a bound",
      CHAT,
      { ...hi, max_completion_tokens: 5 },
      { max_tokens: 9 },
      { ...hi, max_completion_tokens: 5 },
    ],
    ["keep their own name of a bound", CHAT, hi, { max_completion_tokens: 9 }, { ...hi, max_completion_tokens: 9 }],
    ["take a bound from any wire", CHAT, hi, { maxOutputTokens: 9 }, { ...hi, max_tokens: 9 }],
    [
      "know another word for effort",
      CHAT,
      { ...hi, reasoning: {} },
      { reasoning_effort: "low" },
      { ...hi, reasoning: {} },
    ],
    [
      "know another word for users",
      CHAT,
      { ...hi, safety_identifier: "a" },
      { user: "b" },
      { ...hi, safety_identifier: "a" },
    ],
    [
      "in groups are parameters, and weaker ones",
      CHAT,
      hi,
      { model_kwargs: { seed: 1, top_p: 0.2 }, generation_config: { top_p: 0.3, candidateCount: 2 }, top_p: 0.1 },
      { ...hi, top_p: 0.1, seed: 1, n: 2 },
    ],
    [
      "of the gateway and of libraries change nothing",
      CHAT,
      hi,
      {
        enable_prompt_cache: true,
        streaming: true,
        stream: true,
        timeout: 3,
        max_retries: 2,
        model: "x",
        messages: [],
      },
      hi,
    ],
    [
      "stand in responses where they are said",
      RESPONSES,
      { model: "p/r", input: "Hi", reasoning: { summary: "auto" } },
      {
        max_tokens: 9,
        reasoning_effort: "low",
        verbosity: "low",
        response_format: { type: "json_schema", json_schema: { name: "n", schema: {} } },
      },
      {
        model: "p/r",
        input: "Hi",
        reasoning: { summary: "auto", effort: "low" },
        max_output_tokens: 9,
        text: { verbosity: "low", format: { type: "json_schema", name: "n", schema: {} } },
      },
    ],
    [
      "stand in messages where they are said",
      MESSAGES,
      { ...claude, metadata: { user_id: "me" } },
      { max_tokens: 1, temperature: 0.2, top_k: 4, stop: "x", user: "you", seed: 1, n: 3 },
      { ...claude, metadata: { user_id: "me" }, temperature: 0.2, top_k: 4, stop_sequences: ["x"] },
    ],
    [
      "stand in Gemini's config",
      GEMINI,
      { ...google, generation_config: { top_p: 0.5 } },
      { max_tokens: 9, top_p: 0.9, top_k: 3, stop_sequences: ["x"], seed: 1, frequency_penalty: 1, n: 2 },
      {
        ...google,
        generation_config: {
          top_p: 0.5,
          maxOutputTokens: 9,
          topK: 3,
          stopSequences: ["x"],
          seed: 1,
          frequencyPenalty: 1,
          candidateCount: 2,
        },
      },
    ],
    ["make Gemini's config", GEMINI, google, { temperature: 0 }, { ...google, generationConfig: { temperature: 0 } }],
    ["are none of a count", COUNT, hi, { temperature: 1, top_k: 1 }, hi],
    ["are none of Gemini's count", GEMINI_COUNT, google, { temperature: 1 }, google],
    [
      "of embeddings",
      EMBED,
      { model: "p/r", input: "a" },
      { output_dimensionality: 8, temperature: 1, input: "b" },
      { model: "p/r", input: "a", dimensions: 8 },
    ],
    [
      "of Gemini's embeddings",
      EMBED_ONE,
      { model: "models/x", content: { parts: [{ text: "a" }] } },
      { dimensions: 8 },
      { model: "models/x", content: { parts: [{ text: "a" }] }, outputDimensionality: 8 },
    ],
    [
      "of many of Gemini's embeddings, each by itself",
      EMBED_MANY,
      { requests: [{ content: { parts: [] } }, { content: { parts: [] }, output_dimensionality: 4 }] },
      { dimensions: 8 },
      {
        requests: [
          { content: { parts: [] }, outputDimensionality: 8 },
          { content: { parts: [] }, output_dimensionality: 4 },
        ],
      },
    ],
  ])("%s", async (_name, path, body, params, out) => {
    expect(await said(path, body, { params })).toEqual(out);
  });

  it("leave the request as it is where all is said", async () => {
    const { exchange, request } = await decodedJson(CHAT, { ...hi, temperature: 1 });
    expect(withTerms(exchange, request, terms({ params: { temperature: 0, streaming: true } }))).toBe(request);
  });

  it.each<[string, object]>([
    ["of a list", { ...google, generationConfig: [] }],
    ["of text", { ...google, generationConfig: "x" }],
  ])("are not put into a config that is one %s", async (_name, body) => {
    const { exchange, request } = await decodedJson(GEMINI, google);
    const odd = { ...request, body: body as JsonObject };
    expect(withTerms(exchange, odd, terms({ params: { top_p: 1 } }))).toBe(odd);
  });

  it("that are no members of objects but in name change no object's kind", async () => {
    const params = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "temperature": 1}') as JsonObject;
    const body = await said(CHAT, hi, { params });
    expect(body).toEqual({ ...hi, temperature: 1 });
    expect(({} as JsonObject)["polluted"]).toBeUndefined();
  });
});

describe("a prompt", () => {
  const items = [{ role: "user", content: "Hi" }];
  it.each<[string, string, object, Partial<ModelTerms>, object]>([
    [
      "stands before all messages, in its role",
      CHAT,
      { ...hi, messages: [{ role: "system", content: "own" }, ...items] },
      { prompt: prompt("P", "developer") },
      { ...hi, messages: [{ role: "developer", content: "P" }, { role: "system", content: "own" }, ...items] },
    ],
    [
      "stands before instructions",
      RESPONSES,
      { model: "p/r", instructions: "own", input: "Hi" },
      { prompt: prompt() },
      { model: "p/r", input: [{ role: "system", content: "P" }, { role: "system", content: "own" }, ...items] },
    ],
    [
      "stands before items",
      RESPONSES,
      { model: "p/r", input: [{ type: "message", ...items[0] }] },
      { prompt: prompt() },
      {
        model: "p/r",
        input: [
          { role: "system", content: "P" },
          { type: "message", ...items[0] },
        ],
      },
    ],
    ["is the system text", MESSAGES, claude, { prompt: prompt() }, { ...claude, system: "P" }],
    [
      "stands before the system text",
      MESSAGES,
      { ...claude, system: "own" },
      { prompt: prompt() },
      {
        ...claude,
        system: [
          { type: "text", text: "P" },
          { type: "text", text: "own" },
        ],
      },
    ],
    [
      "stands before system blocks",
      COUNT,
      { ...hi, system: [{ type: "text", text: "own", cache_control: { type: "ephemeral" } }] },
      { prompt: prompt() },
      {
        ...hi,
        system: [
          { type: "text", text: "P" },
          { type: "text", text: "own", cache_control: { type: "ephemeral" } },
        ],
      },
    ],
    [
      "is Gemini's instruction",
      GEMINI,
      google,
      { prompt: prompt() },
      { ...google, systemInstruction: { parts: [{ text: "P" }] } },
    ],
    [
      "stands before Gemini's instruction, however it is spelled",
      GEMINI,
      { ...google, system_instruction: { role: "x", parts: { text: "own" } } },
      { prompt: prompt() },
      { ...google, system_instruction: { role: "x", parts: [{ text: "P" }, { text: "own" }] } },
    ],
    [
      "is counted with a whole request",
      GEMINI_COUNT,
      { generateContentRequest: google },
      { prompt: prompt() },
      { generateContentRequest: { ...google, systemInstruction: { parts: [{ text: "P" }] } } },
    ],
    ["is none of a bare count", GEMINI_COUNT, google, { prompt: prompt() }, google],
    ["is none of embeddings", EMBED, { model: "p/r", input: "a" }, { prompt: prompt() }, { model: "p/r", input: "a" }],
  ])("%s", async (_name, path, body, more, out) => {
    expect(await said(path, body, more)).toEqual(out);
  });

  it("counts in the request's size, and a bound in what it may write", async () => {
    const { exchange, request } = await decodedJson(CHAT, hi);
    const long = "word ".repeat(200_000);
    const made = withTerms(exchange, request, terms({ prompt: prompt(long), params: { max_tokens: 7 } }));
    expect(made.promptTokensEstimate).toBe(Math.ceil(made.bytes.length / 4));
    expect(made.promptTokensEstimate).toBeGreaterThan(250_000);
    expect(made.maxOutputTokens).toBe(7);
    expect(made.canonical().messages.map(({ role }) => role)).toEqual(["system", "user"]);
  });

  it("leaves what the path says out of the bytes, and the stream's flag alone", async () => {
    const { exchange, request } = await decodedJson("/v1beta/models/p%2Fr:streamGenerateContent", google);
    const made = withTerms(exchange, request, terms({ prompt: prompt(), params: { stream: false } }));
    expect(Object.keys(JSON.parse(made.json) as object)).toEqual(["contents", "systemInstruction"]);
    expect(made.body).toMatchObject({ model: "p/r", stream: true });
    expect(made.stream).toBe(true);
    expect(made.canonical()).toMatchObject({ model: "p/r", stream: true });
  });

  it("refuses a body that is too deep to be written anew", async () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const json = `{"model":"p/r","messages":[{"role":"user","content":"Hi"}],"x":${deep}}`;
    const { exchange, request } = await decodedJson(CHAT, json);
    expect(() => withTerms(exchange, request, terms({ prompt: prompt() }))).toThrow(
      expect.objectContaining({ code: "invalid_json" }),
    );
  });
});

describe("the mark for caches", () => {
  const mark = { cache_control: { type: "ephemeral" } };
  it.each<[string, string, object, Partial<ModelTerms>, object]>([
    [
      "is on the configured prompt",
      MESSAGES,
      { ...claude, system: "own" },
      { prompt: prompt(), promptCache: true },
      {
        ...claude,
        system: [
          { type: "text", text: "P", ...mark },
          { type: "text", text: "own" },
        ],
      },
    ],
    [
      "is else on the end of the caller's",
      MESSAGES,
      { ...claude, system: "own" },
      { promptCache: true },
      { ...claude, system: [{ type: "text", text: "own", ...mark }] },
    ],
    ["is nowhere without a prompt", MESSAGES, claude, { promptCache: true }, claude],
    [
      "is nowhere where the caller has all marks",
      MESSAGES,
      { ...claude, system: [1, 2, 3, 4].map((n) => ({ type: "text", text: `${n}`, ...mark })) },
      { promptCache: true },
      { ...claude, system: [1, 2, 3, 4].map((n) => ({ type: "text", text: `${n}`, ...mark })) },
    ],
    [
      "is on the last of the first system messages",
      CHAT,
      { ...hi, messages: [{ role: "system", content: "a" }, { role: "developer", content: "b" }, ...hi.messages] },
      { promptCache: true },
      {
        ...hi,
        messages: [
          { role: "system", content: "a" },
          { role: "developer", content: [{ type: "text", text: "b", ...mark }] },
          ...hi.messages,
        ],
      },
    ],
    ["is none of messages of users", CHAT, hi, { promptCache: true }, hi],
  ])("%s", async (_name, path, body, more, out) => {
    expect(await said(path, body, more)).toEqual(out);
  });

  it.each([
    [RESPONSES, { model: "p/r", instructions: "own", input: "Hi" }],
    [GEMINI, { ...google, systemInstruction: { parts: [{ text: "own" }] } }],
    [CHAT, { ...hi, messages: [{ role: "system", content: "own" }, ...hi.messages] }],
    [MESSAGES, { ...claude, system: "own" }],
  ])("is in the canonical form of %s", async (path, body) => {
    const { exchange, request } = await decodedJson(path, body);
    const marksOf = (more: Partial<ModelTerms>) =>
      withTerms(exchange, request, terms(more))
        .canonical()
        .messages.flatMap(({ blocks }) => blocks)
        .map((block) => ("cache" in block && block.cache !== undefined ? "marked" : "plain"));
    expect(marksOf({ promptCache: true })).toEqual(["marked", "plain"]);
    expect(marksOf({ promptCache: true, prompt: prompt() })).toEqual(["marked", "plain", "plain"]);
    expect(marksOf({})).toEqual(["plain", "plain"]);
  });
});

it("tells other wires what the caller's has no place for, where it says nothing of the kind", async () => {
  const params = { top_k: 5, seed: 3, stop: "x", reasoning_effort: "high", response_format: { type: "json_object" } };
  const canonical = async (path: string, body: object) => {
    const { exchange, request } = await decodedJson(path, body);
    return withTerms(exchange, request, terms({ params: { ...params, n: 3 } })).canonical();
  };
  const whole = {
    topK: 5,
    seed: 3,
    stopSequences: ["x"],
    reasoning: { effort: "high" },
    responseFormat: { kind: "json" },
  };
  expect(await canonical(RESPONSES, { model: "p/r", input: "Hi" })).toMatchObject(whole);
  expect(await canonical(MESSAGES, claude)).toMatchObject(whole);
  expect(await canonical(GEMINI, google)).toMatchObject(whole);
  const thinking = { ...claude, thinking: { type: "disabled" }, top_k: 1 };
  expect(await canonical(MESSAGES, thinking)).toMatchObject({ ...whole, topK: 1, reasoning: { effort: "none" } });
});

it("puts parameters of forms among their parts", async () => {
  const file = { contentType: "audio/wav", fileName: "a.wav", bytes: Buffer.from("sound") };
  const parts = [
    { name: "model", value: "p/r" },
    { name: "file", value: file },
    { name: "language", value: "de" },
    { name: "prompt", value: "" },
  ];
  const { exchange, request } = await decodedForm(LISTEN, parts);
  const params = { language: "en", prompt: "Names: Ann", temperature: 0.5, timestamp_granularities: ["word"] };
  const made = withTerms(exchange, request, terms({ params: { ...params, stream: true }, prompt: prompt() }));
  const texts = made.form?.map(({ name, value }) => [name, typeof value === "string" ? value : "file"]);
  expect(texts).toEqual([
    ["model", "p/r"],
    ["file", "file"],
    ["language", "de"],
    ["prompt", "Names: Ann"],
    ["temperature", "0.5"],
    ["timestamp_granularities[]", "word"],
  ]);
  expect(made.body).toMatchObject({
    model: "p/r",
    language: "de",
    temperature: "0.5",
    timestamp_granularities: ["word"],
  });
  expect(request.form).toHaveLength(4);
  expect(made.promptTokensEstimate).toBeGreaterThan(request.promptTokensEstimate);
  expect(withTerms(exchange, request, terms({ params: { language: "en" } }))).toBe(request);
});
