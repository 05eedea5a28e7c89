import { describe, expect, it } from "vitest";
import { openaiEmbeddings } from "../../dialects/openai-embeddings/index.ts";
import { openaiImages } from "../../dialects/openai-images/index.ts";
import { openaiSpeech } from "../../dialects/openai-speech/index.ts";
import type { Attempt } from "../attempts/attempt.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import { translatedOperation } from "./translated-whole.ts";

/** Opens a provider's answer for a caller of another wire. */
function open(dialect: { readonly id: string }, wire: string, body: object, text: string) {
  const exchange = { endpoint: { dialect }, requestId: "req_1", recordId: "req_1", startedAtMs: 0 };
  const request = { body, promptTokensEstimate: 7 };
  const target = { dialect: wire, label: "p/m", encode: { quirks: new Set() } };
  return translatedOperation(
    exchange as unknown as Exchange,
    request as unknown as DecodedRequest,
    { target } as unknown as Attempt,
    { kind: "whole", status: 200, headers: {}, text },
  );
}

const blob = (mimeType: string, data: string): string =>
  JSON.stringify({ candidates: [{ content: { parts: [{ inlineData: { mimeType, data } }] } }] });

describe("the answer of an operation in another wire", () => {
  it("carries the gateway's object where it is JSON", () => {
    const opened = open(openaiImages, "gemini-images", {}, blob("image/png", "AAAA"));
    if (!("render" in opened)) throw new Error("not opened");
    expect(JSON.parse(opened.render('{"a":1}'))).toMatchObject({
      data: [{ b64_json: "AAAA" }],
      "x-llm-gateway": { a: 1 },
    });
    expect(opened.facts.usage?.media).toEqual({ images: 1 });
  });

  it("is a file where the caller's wire has files", () => {
    const opened = open(
      openaiSpeech,
      "gemini-speech",
      { input: "Hi", response_format: "pcm" },
      blob("audio/L16;rate=8000", "//4A"),
    );
    if (!("render" in opened)) throw new Error("not opened");
    expect([opened.contentType, opened.render("{}")]).toEqual(["audio/pcm;rate=8000", "\xff\xfe\0"]);
    expect(opened.facts.usage?.media).toEqual({ characters: 2 });
  });

  it.each([
    ["no JSON", "<html>"],
    ["no object", "7"],
    ["nothing in it", "{}"],
    ["no vectors", '{"embeddings":[]}'],
    ["vectors of nothing", '{"embeddings":[{"values":[null,{}]}]}'],
  ])("that is %s is a failure, not an exception", (_name, text) => {
    const opened = open(openaiEmbeddings, "gemini-embeddings", { encoding_format: "base64" }, text);
    expect(opened).toMatchObject({ at: "decode" });
  });
});
