import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../dialects/dialect.ts";
import { decodedJson } from "../testing/decoded.ts";
import {
  CHAT,
  COUNT,
  claude,
  EMBED,
  EMBED_MANY,
  EMBED_ONE,
  GEMINI,
  GEMINI_COUNT,
  google,
  hi,
  MESSAGES,
  RESPONSES,
  said,
  terms,
} from "../testing/said.ts";
import { withTerms } from "./with-terms.ts";

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
      "do not contradict what messages say otherwise",
      MESSAGES,
      { ...claude, thinking: { type: "adaptive" } },
      { temperature: 0.2, top_p: 0.5, top_k: 4 },
      { ...claude, thinking: { type: "adaptive" } },
    ],
    [
      "of messages are one of two",
      MESSAGES,
      { ...claude, top_p: 0.5 },
      { temperature: 0.2, top_p: 0.1 },
      { ...claude, top_p: 0.5 },
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
