import { describe, expect, it } from "vitest";
import type { FinishReason } from "../../canonical/finish.ts";
import type { ChatResponse, StreamEvent } from "../../canonical/response.ts";
import { emptyUsage } from "../../canonical/usage.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { dataOf, encodeAll, meta } from "../test-support.ts";
import { encodeResponse } from "./encode-response.ts";
import { UNSIGNED_CALL } from "./signatures.ts";
import { openEncoder } from "./stream-encoder.ts";

const foreign = { dialect: "anthropic-messages", data: "sig" };
const usage = { ...emptyUsage(), inputTokens: 3, cacheReadTokens: 2, outputTokens: 5, reasoningTokens: 7 };
const finish = (reason: FinishReason = "stop"): StreamEvent => ({ type: "finish", finish: { reason }, usage });
const textOf = (index: number, ...pieces: string[]): StreamEvent[] => [
  { type: "block-start", index, block: { kind: "text" } },
  ...pieces.map((text): StreamEvent => ({ type: "block-delta", index, text })),
  { type: "block-end", index },
];

function encode(events: readonly StreamEvent[], changes: Partial<AnswerMeta> = {}): JsonObject[] {
  return dataOf(encodeAll(openEncoder(meta(changes)), events));
}

const partsOf = (frames: readonly JsonObject[]): unknown[] =>
  frames.flatMap((frame) => (frame["candidates"] as { content: { parts: unknown[] } }[])[0]?.content.parts ?? []);

describe("frames for callers of this wire", () => {
  it("name the answer, and the last has finish, usage and the gateway's object", () => {
    const frames = encode([{ type: "start" }, ...textOf(0, "Grüße"), finish("tool-calls")]);
    const names = { modelVersion: "prov/model", responseId: "t1" };
    expect(frames).toEqual([
      { candidates: [{ content: { parts: [{ text: "Grüße" }], role: "model" }, index: 0 }], ...names },
      {
        candidates: [{ content: { parts: [{ text: "" }], role: "model" }, finishReason: "STOP", index: 0 }],
        usageMetadata: {
          promptTokenCount: 5,
          cachedContentTokenCount: 2,
          candidatesTokenCount: 5,
          thoughtsTokenCount: 7,
          totalTokenCount: 17,
        },
        ...names,
        "x-llm-gateway": { request_id: "req_1" },
      },
    ]);
  });

  it("have no event names, no comments, no blank frames and no [DONE]", () => {
    const sse = encodeAll(openEncoder(meta()), [{ type: "start" }, { type: "ping" }, ...textOf(0, "a"), finish()]);
    for (const frame of sse.split("\n\n").slice(0, -1)) expect(frame).toMatch(/^data: \{.*\}$/);
  });

  it.each<[FinishReason, string]>([
    ["stop", "STOP"],
    ["stop-sequence", "STOP"],
    ["tool-calls", "STOP"],
    ["length", "MAX_TOKENS"],
    ["content-filter", "SAFETY"],
    ["paused", "STOP"],
  ])("say %s as %s", (reason, word) => {
    expect(JSON.stringify(encode([finish(reason)]).at(-1))).toContain(`"finishReason":"${word}"`);
  });

  it("cannot end an answer that failed", () => {
    const encoder = openEncoder(meta());
    expect(() => encoder.end("{}")).toThrow();
    encoder.push(finish("interrupted"));
    expect(() => encoder.end("{}")).toThrow();
  });

  it("hold calls back until they are whole, in order, the first one signed (trap 3)", () => {
    const frames = encode([
      { type: "block-start", index: 0, block: { kind: "tool-call", id: "a", name: "f" } },
      { type: "block-start", index: 1, block: { kind: "tool-call", id: "b", name: "g" } },
      { type: "block-delta", index: 1, text: '{"y":' },
      { type: "block-delta", index: 0, text: '{"x":1}' },
      { type: "block-delta", index: 1, text: "2}" },
      { type: "block-end", index: 1 },
      { type: "block-start", index: 2, block: { kind: "text" } },
      { type: "block-delta", index: 2, text: "late" },
      { type: "block-end", index: 0 },
      { type: "block-end", index: 2 },
      finish(),
    ]);
    expect(partsOf(frames)).toEqual([
      { functionCall: { id: "a", name: "f", args: { x: 1 } }, thoughtSignature: UNSIGNED_CALL },
      { functionCall: { id: "b", name: "g", args: { y: 2 } } },
      { text: "late" },
      { text: "" },
    ]);
  });

  it("keep opaque state: Gemini's as it is, others sealed (trap 5)", () => {
    const own = { dialect: "gemini", data: "g" };
    const frames = encode([
      { type: "block-start", index: 0, block: { kind: "reasoning" } },
      { type: "block-carry", index: 0, carry: foreign },
      { type: "block-delta", index: 0, text: "hm" },
      { type: "block-end", index: 0 },
      { type: "block-start", index: 1, block: { kind: "reasoning", redacted: true } },
      { type: "block-carry", index: 1, carry: foreign },
      { type: "block-end", index: 1 },
      { type: "block-start", index: 2, block: { kind: "text" } },
      { type: "block-carry", index: 2, carry: own },
      { type: "block-end", index: 2 },
      { type: "block-start", index: 3, block: { kind: "tool-call", id: "a", name: "f" } },
      { type: "block-carry", index: 3, carry: foreign },
      finish(),
    ]);
    expect(partsOf(frames)).toEqual([
      { text: "hm", thought: true },
      { text: "", thought: true, thoughtSignature: sealCarry(foreign) },
      { text: "", thought: true, thoughtSignature: sealCarry(foreign, "redacted") },
      { text: "", thoughtSignature: "g" },
      { functionCall: { id: "a", name: "f", args: {} }, thoughtSignature: sealCarry(foreign) },
      { text: "" },
    ]);
  });

  it("show images and refusals", () => {
    const frames = encode([
      {
        type: "block-start",
        index: 0,
        block: { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA==" } },
      },
      { type: "block-end", index: 0 },
      { type: "block-start", index: 1, block: { kind: "image", source: { kind: "url", url: "https://x/y.webp" } } },
      { type: "block-start", index: 2, block: { kind: "refusal" } },
      { type: "block-delta", index: 2, text: "no" },
      finish(),
    ]);
    expect(partsOf(frames)).toEqual([
      { inlineData: { mimeType: "image/png", data: "AA==" } },
      { fileData: { mimeType: "image/webp", fileUri: "https://x/y.webp" } },
      { text: "no" },
      { text: "" },
    ]);
  });

  it("give arguments that are no object as text, and say so", () => {
    const warned: string[] = [];
    const frames = encode(
      [
        { type: "block-start", index: 0, block: { kind: "tool-call", id: "a", name: "f" } },
        { type: "block-delta", index: 0, text: '{"x":' },
        finish("length"),
      ],
      { warn: (field) => warned.push(field) },
    );
    expect(partsOf(frames)[0]).toMatchObject({ functionCall: { args: { _raw: '{"x":' } } });
    expect(warned).toEqual(["candidates[0].content"]);
  });

  it("count the places of sources in bytes", () => {
    const url = "https://a";
    const frames = encode([
      ...textOf(0, "Ä. "),
      { type: "block-start", index: 1, block: { kind: "text" } },
      { type: "block-delta", index: 1, text: "Grü" },
      { type: "block-delta", index: 1, text: "ße" },
      { type: "block-citation", index: 1, citation: { url, title: "A", startIndex: 2, endIndex: 4 } },
      { type: "block-citation", index: 1, citation: { url, title: "A" } },
      { type: "block-citation", index: 1, citation: { title: "D", citedText: "c" } },
      { type: "block-end", index: 1 },
      finish(),
    ]);
    expect(frames.at(-1)?.["candidates"]).toMatchObject([
      {
        groundingMetadata: {
          groundingChunks: [{ web: { uri: url, title: "A" } }, { retrievedContext: { title: "D", text: "c" } }],
          groundingSupports: [{ segment: { startIndex: 6, endIndex: 10, text: "üß" }, groundingChunkIndices: [0] }],
        },
      },
    ]);
  });
});

describe("a whole answer", () => {
  const blocks: ChatResponse["blocks"] = [
    { kind: "reasoning", text: "hm", carry: foreign },
    { kind: "text", text: "Ä b", citations: [{ url: "https://a", startIndex: 2, endIndex: 3 }] },
    { kind: "tool-call", id: "a", name: "f", arguments: '{"x":1}' },
    { kind: "tool-call", id: "b", name: "g", arguments: "" },
  ];

  it("has its parts, finish, usage and names", () => {
    expect(encodeResponse({ blocks, finish: { reason: "tool-calls" }, usage }, meta())).toEqual({
      candidates: [
        {
          content: {
            parts: [
              { text: "hm", thought: true, thoughtSignature: sealCarry(foreign) },
              { text: "Ä b" },
              { functionCall: { id: "a", name: "f", args: { x: 1 } }, thoughtSignature: UNSIGNED_CALL },
              { functionCall: { id: "b", name: "g", args: {} } },
            ],
            role: "model",
          },
          finishReason: "STOP",
          index: 0,
          groundingMetadata: {
            groundingChunks: [{ web: { uri: "https://a" } }],
            groundingSupports: [
              { segment: { partIndex: 1, startIndex: 3, endIndex: 4, text: "b" }, groundingChunkIndices: [0] },
            ],
          },
        },
      ],
      usageMetadata: {
        promptTokenCount: 5,
        cachedContentTokenCount: 2,
        candidatesTokenCount: 5,
        thoughtsTokenCount: 7,
        totalTokenCount: 17,
      },
      modelVersion: "prov/model",
      responseId: "t1",
    });
  });

  it("has a part even when it says nothing", () => {
    expect(encodeResponse({ blocks: [], finish: { reason: "content-filter" } }, meta())).toEqual({
      candidates: [{ content: { parts: [{ text: "" }], role: "model" }, finishReason: "SAFETY", index: 0 }],
      modelVersion: "prov/model",
      responseId: "t1",
    });
  });
});
