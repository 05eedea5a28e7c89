import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../dialects/dialect.ts";
import { bodyOfForm } from "../../../dialects/form-body.ts";
import { target as encodeTarget } from "../../../dialects/test-support.ts";
import { upstreamBody } from "../../relay/upstream-body.ts";
import type { Target } from "../../routing/target.ts";
import { readForm } from "../../stages/read-form.ts";
import type { ModelTerms } from "../model-terms.ts";
import { type Decoded, decodedForm, decodedJson } from "../testing/decoded.ts";
import { requestFor } from "./request-for.ts";

function target(dialect: Target["dialect"], terms: Partial<ModelTerms> | undefined, native = "native"): Target {
  return {
    dialect,
    nativeModel: native,
    nativeJson: JSON.stringify(native),
    encode: encodeTarget({ model: native }),
    terms: terms && { params: {}, prompt: undefined, promptCache: false, ...terms },
  } as unknown as Target;
}

function bytesFor({ exchange, request }: Decoded, to: Target): { body: Buffer; contentType: string | undefined } {
  const { bytes, contentType } = upstreamBody(exchange.endpoint, requestFor(exchange, request, to), to);
  return { body: bytes, contentType };
}

async function sent(path: string, body: object, to: Target): Promise<JsonObject> {
  return JSON.parse(bytesFor(await decodedJson(path, body), to).body.toString()) as JsonObject;
}

const CHAT = "/v1/chat/completions";
const hi = { model: "p/r", messages: [{ role: "user", content: "Hi" }] };
const google = { contents: [{ role: "user", parts: [{ text: "Hi" }] }] };

describe("a provider's own parameters", () => {
  const safety = [{ category: "C", threshold: "T" }];
  it.each<[string, string, object, Target["dialect"], JsonObject, object]>([
    [
      "come into a relayed body",
      CHAT,
      hi,
      "openai-chat",
      { top_a: 0.5, repetition_penalty: { x: "é" } },
      { ...hi, model: "native", top_a: 0.5, repetition_penalty: { x: "é" } },
    ],
    [
      "yield to the caller's",
      CHAT,
      { ...hi, top_a: 1 },
      "openai-chat",
      { top_a: 0.5 },
      { ...hi, model: "native", top_a: 1 },
    ],
    [
      "yield to the caller's in another spelling",
      "/v1beta/models/p%2Fr:generateContent",
      { ...google, safetySettings: [] },
      "gemini",
      { safety_settings: safety },
      { ...google, safetySettings: [] },
    ],
    [
      "come into Gemini's body and its config",
      "/v1beta/models/p%2Fr:generateContent",
      { ...google, generationConfig: { topK: 1, thinkingConfig: { includeThoughts: true } } },
      "gemini",
      { safety_settings: safety, response_mime_type: "application/json", thinking_budget: 5 },
      {
        ...google,
        generationConfig: {
          topK: 1,
          thinkingConfig: { includeThoughts: true, thinkingBudget: 5 },
          responseMimeType: "application/json",
        },
        safety_settings: safety,
      },
    ],
    [
      "come into a translated body",
      CHAT,
      { ...hi, max_tokens: 5 },
      "anthropic-messages",
      { thinking: { type: "enabled", budget_tokens: 1_024 }, temperature: 0.5 },
      { thinking: { type: "enabled", budget_tokens: 1_024 }, temperature: 0.5, max_tokens: 5, model: "native" },
    ],
    [
      "come into a translated body of another operation",
      "/v1/embeddings",
      { model: "p/r", input: "a" },
      "cohere-embeddings",
      { truncate: "END", dimensions: 256 },
      { model: "native", truncate: "END", output_dimension: 256 },
    ],
    [
      "never hold keys, addresses or what libraries are told",
      CHAT,
      hi,
      "openai-chat",
      {
        openai_api_key: "sk-secret",
        client_secret: "s",
        base_url: "https://x",
        timeout: 5,
        max_retries: 1,
        streaming: true,
        stream: true,
        model: "other",
        messages: [],
        system: "x",
        enable_prompt_cache: true,
        "x-routing-hints": {},
        callbacks: [],
        model_kwargs: { api_key: "sk-secret", logit_bias: { 1: 2 } },
      },
      { ...hi, model: "native", logit_bias: { 1: 2 } },
    ],
  ])("%s", async (_name, path, body, dialect, params, out) => {
    const made = await sent(path, body, target(dialect, { params }));
    if (dialect === "openai-chat" || dialect === "gemini") expect(made).toEqual(out);
    else expect(made).toMatchObject(out);
    expect(JSON.stringify(made)).not.toMatch(/sk-secret|https:/);
  });

  it("come into a form", async () => {
    const file = { contentType: "audio/wav", fileName: "a.wav", bytes: Buffer.from("sound") };
    const parts = [
      { name: "model", value: "p/r" },
      { name: "file", value: file },
      { name: "diarize", value: "no" },
    ];
    const decoded = await decodedForm("/v1/audio/transcriptions", parts);
    const params = { diarize: true, tags_of: ["a", "b"], language: "de", api_key: "sk" };
    const { body, contentType = "" } = bytesFor(decoded, target("openai-transcriptions", { params }));
    const { file: _file, ...fields } = bodyOfForm(await readForm(body, contentType));
    expect(fields).toEqual({ model: "native", diarize: "no", tags_of: ["a", "b"], language: "de" });
  });

  it("are not there for who has none, whose bytes go as they came", async () => {
    const decoded = await decodedJson("/v1beta/models/p%2Fr:generateContent", google);
    const plain = target("gemini", undefined);
    expect(requestFor(decoded.exchange, decoded.request, plain)).toBe(decoded.request);
    expect(bytesFor(decoded, plain).body).toBe(decoded.request.bytes);
  });
});

describe("prompt and parameters", () => {
  const terms = { prompt: { role: "developer", text: "P" } as const, params: { top_k: 3, stop: ["x"] } };
  it.each<[string, object]>([
    [CHAT, { ...hi, stream: true, messages: [{ role: "system", content: "own" }, ...hi.messages] }],
    ["/v1/responses", { model: "p/r", stream: true, instructions: "own", input: "Hi" }],
    ["/v1/messages", { ...hi, stream: true, max_tokens: 5, system: "own" }],
    ["/v1beta/models/p%2Fr:streamGenerateContent", { ...google, systemInstruction: { parts: [{ text: "own" }] } }],
  ])("of %s reach providers of other wires, the stream as it was asked for", async (path, body) => {
    const toClaude = await sent(path, body, target("anthropic-messages", terms));
    const system = toClaude["system"] as readonly { text: string }[] | string;
    const texts = typeof system === "string" ? system : system.map(({ text }) => text).join("|");
    expect(texts).toMatch(/^P[\s\S]*own$/);
    expect(toClaude).toMatchObject({ stream: true, top_k: 3, stop_sequences: ["x"], messages: [{ role: "user" }] });
    const toGemini = await sent(path, body, target("gemini", terms));
    expect(JSON.stringify(toGemini["systemInstruction"])).toMatch(/P.*own/);
    expect(toGemini).toMatchObject({ generationConfig: { topK: 3, stopSequences: ["x"] } });
    if (path !== "/v1/responses") return;
    const relayed = await sent(path, body, target("openai-responses", terms));
    expect(relayed).not.toHaveProperty("top_k");
    expect(relayed).not.toHaveProperty("stop");
  });

  it("of one model are not another's, and are put in once", async () => {
    const { exchange, request } = await decodedJson(CHAT, hi);
    const [one, two] = [target("openai-chat", { params: { seed: 1 } }), target("openai-chat", { params: { seed: 2 } })];
    const asked = [one, two, one].map((each) => requestFor(exchange, request, each));
    expect(asked.map(({ body }) => body["seed"])).toEqual([1, 2, 1]);
    expect(asked[2]).toBe(asked[0]);
  });
});

describe("marks for caches", () => {
  const terms = { prompt: { role: "system", text: "P" } as const, promptCache: true };
  it.each<[Target["dialect"], string, boolean]>([
    ["anthropic-messages", "claude-x", true],
    ["anthropic-messages", "other", true],
    ["bedrock-converse", "eu.anthropic.claude-x", true],
    ["bedrock-converse", "meta.llama", false],
    ["openai-chat", "anthropic/claude-x", true],
    ["openai-chat", "gpt", false],
    ["openai-responses", "gpt", false],
    ["gemini", "gemini", false],
  ])("go to %s for %s: %s", async (dialect, native, marked) => {
    for (const [path, body] of [
      [CHAT, { ...hi, max_tokens: 5 }],
      ["/v1/messages", { ...hi, max_tokens: 5 }],
      ["/v1beta/models/p%2Fr:generateContent", google],
    ] as const) {
      const decoded = await decodedJson(path, body);
      const to = target(dialect, terms, native);
      const { bytes, warnings } = upstreamBody(
        decoded.exchange.endpoint,
        requestFor(decoded.exchange, decoded.request, to),
        to,
      );
      const spoken = /cache_control|cachePoint/.test(bytes.toString());
      // Nobody is warned of what a configuration wants.
      expect(warnings.filter(({ field }) => field.includes("cache"))).toEqual([]);
      const relayedOnly = dialect === "openai-chat" && path !== CHAT;
      expect([path, spoken]).toEqual([path, marked && !relayedOnly]);
    }
  });
});
