import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completionTokens, emptyUsage, promptTokens, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { dataOf, decodeAll, encodeAll, meta } from "../test-support.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeResponse } from "./encode-response.ts";
import { readError, readStreamError } from "./errors.ts";
import { finishWord, readFinish } from "./finish.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";
import { OWN } from "./thinking.ts";
import { readUsage, writeUsage } from "./usage.ts";

describe("usage", () => {
  it.each<[string, JsonObject, Partial<Usage>]>([
    [
      "tokens before what is billed, cache hits inside (trap 7)",
      {
        billed_units: { input_tokens: 1, output_tokens: 2 },
        tokens: { input_tokens: 10, output_tokens: 20 },
        cached_tokens: 4,
      },
      { inputTokens: 6, cacheReadTokens: 4, outputTokens: 20 },
    ],
    [
      "what is billed alone",
      { billed_units: { input_tokens: 1, output_tokens: 2 } },
      { inputTokens: 1, outputTokens: 2 },
    ],
    ["more hits than input", { tokens: { input_tokens: 3 }, cached_tokens: 5 }, { inputTokens: 3, cacheReadTokens: 5 }],
    ["nonsense", { tokens: null, billed_units: "x", cached_tokens: -1 }, {}],
  ])("%s", (_name, wire, usage) => {
    expect(readUsage(wire)).toEqual({ ...emptyUsage(), ...usage });
  });

  it("keeps its sums through the wire", () => {
    const tokens = fc.nat(1_000_000);
    const counters = fc.record({
      inputTokens: tokens,
      cacheReadTokens: tokens,
      cacheWriteTokens: tokens,
      cacheWriteLongTokens: tokens,
      outputTokens: tokens,
      reasoningTokens: tokens,
    });
    fc.assert(
      fc.property(counters, (usage) => {
        const back = readUsage(JSON.parse(JSON.stringify(writeUsage(usage))) as JsonObject);
        expect([promptTokens(back), completionTokens(back)]).toEqual([promptTokens(usage), completionTokens(usage)]);
        expect(back.cacheReadTokens).toBe(usage.cacheReadTokens);
      }),
    );
  });
});

describe("finish", () => {
  it.each([
    ["COMPLETE", false, "stop"],
    ["COMPLETE", true, "tool-calls"],
    ["TOOL_CALL", true, "tool-calls"],
    ["STOP_SEQUENCE", false, "stop-sequence"],
    ["MAX_TOKENS", true, "length"],
    ["ERROR", true, "error"],
    ["TIMEOUT", false, "error"],
    ["NEW", false, "stop"],
    ["constructor", false, "stop"],
  ])("%s, calls: %s (traps 1, 2)", (word, hasCalls, reason) => {
    expect(readFinish(word, hasCalls)).toEqual({ reason, raw: word });
  });

  it("has no words for answers that failed", () => {
    expect(() => finishWord({ reason: "error" })).toThrow();
    expect(finishWord({ reason: "content-filter" })).toBe("COMPLETE");
  });
});

describe("errors", () => {
  it.each<[string, number, string, string]>([
    ["a bad field", 400, "invalid request: temperature must be between 0 and 1.0 inclusive.", "bad-request"],
    ["a key", 401, "invalid api token", "credential"],
    ["a key, in Cohere's own status", 498, "invalid token", "credential"],
    ["a model", 404, "model 'x' not found, make sure the correct model ID was used", "model-missing"],
    [
      "context length",
      400,
      "too many tokens: size limit exceeded by 11326 tokens. Try using shorter inputs.",
      "context-length",
    ],
    ["rate", 429, "You are past the per minute request limit, please wait and try again later.", "rate-limit"],
    [
      "a trial's month",
      429,
      "You are using a Trial key, which is limited to 1000 API calls / month. You can continue with a Production key.",
      "billing",
    ],
    ["a trial's minute", 429, "You are using a Trial key, which is limited to 20 API calls / minute.", "rate-limit"],
    ["unprocessable", 422, "unprocessable", "bad-request"],
    ["their fault", 500, "internal server error", "server"],
    ["unavailable", 503, "", "overloaded"],
    ["their timeout", 504, "", "timeout"],
  ])("%s", (_name, status, message, kind) => {
    expect(readError(status, JSON.stringify({ id: "x", message }))).toMatchObject({ kind, status });
  });

  it("inside a stream", () => {
    expect(readStreamError("boom", "ERROR")).toMatchObject({ kind: "server", status: 502, message: "boom" });
    expect(readStreamError(undefined, "TIMEOUT")).toMatchObject({ kind: "timeout", status: 504 });
    expect(readStreamError(null)).toMatchObject({ kind: "server" });
    expect(readStreamError({ message: "too many tokens" })).toMatchObject({ kind: "context-length" });
  });
});

describe("decodeResponse", () => {
  it("takes an answer without a message for none", () => {
    for (const message of [undefined, null, "x"]) {
      expect(decodeResponse({ message })).toMatchObject({ blocks: [], finish: { reason: "interrupted" } });
    }
    expect(decodeResponse({ message: {} })).toMatchObject({ blocks: [], finish: { reason: "stop" } });
  });

  it("reads thinking, text, the plan and calls; the plan is text of its own", () => {
    const message = {
      content: [{ type: "thinking", thinking: "hm" }, { type: "text", text: "hi" }, { type: "text", text: "" }, null],
      tool_plan: "I will.",
      tool_calls: [
        { function: { name: "a", arguments: { x: 1 } } },
        { id: "t", function: { name: "b", arguments: '{"cut' } },
        { id: "t", function: { name: "c" } },
        { id: "u", function: {} },
        null,
      ],
      citations: [{ start: 0, end: 1, type: "PLAN", sources: [] }, { start: 0, end: 2 }, "x"],
    };
    expect(decodeResponse({ id: "a/1", message, finish_reason: "COMPLETE" })).toEqual({
      id: "a/1",
      blocks: [
        { kind: "reasoning", text: "hm", carry: OWN },
        { kind: "text", text: "hi", citations: [{ startIndex: 0, endIndex: 2 }] },
        { kind: "text", text: "I will.", citations: [{ startIndex: 0, endIndex: 1 }] },
        { kind: "tool-call", id: "call_a_1_0", name: "a", arguments: '{"x":1}' },
        { kind: "tool-call", id: "t", name: "b", arguments: '{"cut' },
        { kind: "tool-call", id: "t_2", name: "c", arguments: "{}" },
      ],
      finish: { reason: "tool-calls", raw: "COMPLETE" },
      usage: undefined,
    });
  });

  it("takes content that is a string", () => {
    expect(decodeResponse({ message: { content: "hi" } }).blocks).toEqual([{ kind: "text", text: "hi" }]);
  });
});

describe("encodeResponse", () => {
  it("wraps free text, and warns of images", () => {
    const warned: string[] = [];
    const body = encodeResponse(
      {
        blocks: [
          { kind: "refusal", text: "no" },
          { kind: "tool-call", id: "a", name: "f", arguments: "free", custom: true },
          { kind: "tool-call", id: "b", name: "f", arguments: '{"cut' },
          { kind: "image", source: { kind: "url", url: "https://x.test" } },
        ],
        finish: { reason: "stop" },
      },
      meta({ warn: (field) => warned.push(field) }),
    );
    expect(body["message"]).toEqual({
      role: "assistant",
      content: [{ type: "text", text: "no" }],
      tool_calls: [
        { id: "a", type: "function", function: { name: "f", arguments: '{"input":"free"}' } },
        { id: "b", type: "function", function: { name: "f", arguments: '{"cut' } },
      ],
    });
    expect(warned).toEqual(["content"]);
  });
});

describe("the stream's writer", () => {
  it("says nothing after its end", () => {
    const encoder = openEncoder(meta());
    encodeAll(encoder, [{ type: "finish", finish: { reason: "stop" } }]);
    expect(encoder.push({ type: "block-start", index: 0, block: { kind: "tool-call", id: "c", name: "f" } })).toBe("");
    expect(encoder.push({ type: "block-delta", index: 0, text: "{}" })).toBe("");
  });

  it("says the usage it knows, and the gateway's object in the last frame", () => {
    const frames = dataOf(encodeAll(openEncoder(meta()), [{ type: "finish", finish: { reason: "stop" } }]));
    expect(frames.map((frame) => frame["type"])).toEqual(["message-start", "message-end"]);
    expect(frames[1]).toMatchObject({
      delta: { finish_reason: "COMPLETE", usage: { tokens: { input_tokens: 11 } } },
      "x-llm-gateway": { request_id: "req_1" },
    });
  });

  it("throws for an answer that failed", () => {
    expect(() => openEncoder(meta()).end("{}")).toThrow();
    const encoder = openEncoder(meta());
    encoder.push({ type: "finish", finish: { reason: "interrupted" } });
    expect(() => encoder.end("{}")).toThrow();
  });

  it("wraps free text, cut anywhere, in JSON", () => {
    const text = 'say "hi" \\ \n 👋';
    const pieces = [...text].flatMap((char) => char.split(""));
    const events = decodeAll(
      openDecoder(),
      encodeAll(openEncoder(meta()), [
        { type: "block-start", index: 0, block: { kind: "tool-call", id: "c", name: "f", custom: true } },
        ...pieces.map((piece) => ({ type: "block-delta" as const, index: 0, text: piece })),
        { type: "block-end", index: 0 },
        { type: "finish", finish: { reason: "stop" } },
      ]),
    );
    const args = events.map((event) => (event.type === "block-delta" ? event.text : "")).join("");
    expect(JSON.parse(args)).toEqual({ input: text });
  });
});

describe("the stream's reader", () => {
  const content = (text: string) => ({ type: "content-delta", index: 0, delta: { message: { content: { text } } } });

  it("takes a stream without its end for broken, with its blocks open", () => {
    expect(decodeAll(openDecoder(), [content("a")])).toEqual([
      { type: "start", id: undefined },
      { type: "block-start", index: 0, block: { kind: "text" } },
      { type: "block-delta", index: 0, text: "a" },
      { type: "finish", finish: { reason: "interrupted" }, usage: undefined },
    ]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      "that ended with an error",
      { type: "message-end", delta: { finish_reason: "ERROR", error: "boom" } },
      { kind: "server", message: "boom" },
    ],
    [
      "that ran out of time",
      { type: "message-end", delta: { finish_reason: "TIMEOUT" } },
      { kind: "timeout", status: 504 },
    ],
    [
      "that says an error and a good reason",
      { type: "message-end", delta: { finish_reason: "COMPLETE", error: "boom" } },
      { message: "boom" },
    ],
    ["with an error body as a frame", { message: "too many tokens", id: "x" }, { kind: "context-length" }],
  ])("gives an error for a stream %s (trap 16)", (_name, last, error) => {
    const events = decodeAll(openDecoder(), [content("a"), last, content("late")]);
    expect(events.at(-1)).toMatchObject({ type: "error", error });
    expect(events.filter((event) => event.type === "block-delta").length).toBe(1);
  });

  it("takes ten megabytes of arguments in small deltas", () => {
    const decoder = openDecoder();
    const encoder = openEncoder(meta());
    const push = (json: unknown) =>
      decoder.push({ data: JSON.stringify(json) }).reduce((n, each) => n + encoder.push(each).length, 0);
    push({
      type: "tool-call-start",
      index: 0,
      delta: { message: { tool_calls: { id: "a", function: { name: "f" } } } },
    });
    const call = { function: { arguments: "x".repeat(100) } };
    const delta = { type: "tool-call-delta", index: 0, delta: { message: { tool_calls: call } } };
    let chars = 0;
    for (let i = 0; i < 100_000; i += 1) chars += push(delta);
    expect(chars).toBeGreaterThan(10_000_000);
  });
});
