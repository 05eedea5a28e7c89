import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completionTokens, emptyUsage, promptTokens, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { sealCarry } from "../sealed-carry.ts";
import { dataOf, decodeAll, encodeAll, meta } from "../test-support.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeResponse } from "./encode-response.ts";
import { readFinish, stopMembers } from "./finish.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";
import { readUsage, writeUsage } from "./usage.ts";

describe("usage", () => {
  it.each<[string, JsonObject, Partial<Usage>]>([
    [
      "cache beside the input (trap 7)",
      { inputTokens: 3, outputTokens: 4, cacheReadInputTokens: 5, cacheWriteInputTokens: 6 },
      { inputTokens: 3, outputTokens: 4, cacheReadTokens: 5, cacheWriteTokens: 6 },
    ],
    [
      "writes by lifetime",
      {
        cacheWriteInputTokens: 10,
        cacheDetails: [
          { ttl: "1h", inputTokens: 4 },
          { ttl: "5m", inputTokens: 6 },
        ],
      },
      { cacheWriteTokens: 6, cacheWriteLongTokens: 4 },
    ],
    ["lifetimes without a total", { cacheDetails: [{ ttl: "1h", inputTokens: 4 }] }, { cacheWriteLongTokens: 4 }],
    [
      "nonsense",
      { inputTokens: "3", outputTokens: -1, cacheDetails: [null, { ttl: "1h" }], cacheReadInputTokens: null },
      {},
    ],
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
        const wire = writeUsage(usage);
        const back = readUsage(JSON.parse(JSON.stringify(wire)) as JsonObject);
        expect([promptTokens(back), completionTokens(back)]).toEqual([promptTokens(usage), completionTokens(usage)]);
        expect(wire.totalTokens).toBe(
          wire.inputTokens + wire.cacheReadInputTokens + wire.cacheWriteInputTokens + wire.outputTokens,
        );
        expect(back.cacheWriteLongTokens).toBe(usage.cacheWriteLongTokens);
      }),
    );
  });
});

describe("finish", () => {
  it.each([
    ["end_turn", false, "stop"],
    ["end_turn", true, "tool-calls"],
    ["tool_use", true, "tool-calls"],
    ["stop_sequence", true, "stop-sequence"],
    ["max_tokens", true, "length"],
    ["model_context_window_exceeded", false, "length"],
    ["content_filtered", true, "content-filter"],
    ["guardrail_intervened", true, "content-filter"],
    ["malformed_tool_use", true, "error"],
    ["malformed_model_output", false, "error"],
    ["something_new", false, "stop"],
    ["constructor", false, "stop"],
  ])("%s, calls: %s (traps 1, 2)", (stopReason, hasCalls, reason) => {
    expect(readFinish({ stopReason }, hasCalls)).toEqual({ reason, raw: stopReason });
  });

  it("has no words for answers that failed", () => {
    expect(() => stopMembers({ reason: "interrupted" }, false)).toThrow();
    expect(stopMembers({ reason: "stop" }, true)).toEqual({ stopReason: "content_filtered" });
    expect(stopMembers({ reason: "length" }, true)).toEqual({ stopReason: "max_tokens" });
  });
});

describe("decodeResponse", () => {
  it("takes an answer without content for none, and one without a reason for whole", () => {
    for (const body of [{}, { output: null }, { output: { message: { content: null } } }]) {
      expect(decodeResponse(body)).toMatchObject({ blocks: [], finish: { reason: "interrupted" } });
    }
    expect(decodeResponse({ output: { message: { content: [] } } }).finish).toMatchObject({ reason: "stop" });
  });

  it("skips what it does not know, and makes up ids that are missing or doubled", () => {
    const content = [
      null,
      "x",
      { toolUse: { name: "a", input: null } },
      { toolUse: { toolUseId: "t", name: "b", input: "cut off" } },
      { toolUse: { toolUseId: "t", name: "c", input: { x: 1 } } },
      { toolUse: { toolUseId: "t" } },
      { toolUse: { toolUseId: "s", name: "nova_grounding", type: "server_tool_use", input: {} } },
      { video: {} },
      { image: { format: "png", source: { bytes: "iVBORw" } } },
      { image: { format: "bmp", source: { bytes: "x" } } },
    ];
    expect(decodeResponse({ output: { message: { content } }, stopReason: "end_turn" })).toEqual({
      blocks: [
        { kind: "tool-call", id: "tooluse_0", name: "a", arguments: "{}" },
        { kind: "tool-call", id: "t", name: "b", arguments: "cut off" },
        { kind: "tool-call", id: "t_2", name: "c", arguments: '{"x":1}' },
        { kind: "image", source: { kind: "data", mediaType: "image/png", data: "iVBORw" } },
      ],
      finish: { reason: "tool-calls", raw: "end_turn" },
      usage: undefined,
    });
  });
});

describe("encodeResponse", () => {
  const encode = (...blocks: Parameters<typeof encodeResponse>[0]["blocks"]) => {
    const warned: string[] = [];
    const body = encodeResponse(
      { blocks, finish: { reason: "stop" } },
      meta({ warn: (_field, text) => warned.push(text) }),
    );
    return { content: (body["output"] as { message: { content: unknown[] } }).message.content, warned, body };
  };

  it("seals state of other wires, that of calls in an item of its own", () => {
    const carry = { dialect: "gemini", data: "sig" };
    const { content, body } = encode(
      { kind: "reasoning", text: "t", carry },
      { kind: "tool-call", id: "c.1", name: "f", arguments: "{}", carry },
    );
    expect(content).toEqual([
      { reasoningContent: { reasoningText: { text: "t", signature: sealCarry(carry) } } },
      { reasoningContent: { redactedContent: sealCarry(carry, "c_1") } },
      { toolUse: { toolUseId: "c_1", name: "f", input: {} } },
    ]);
    expect(decodeResponse(body).blocks).toEqual([
      { kind: "reasoning", text: "t", carry },
      { kind: "tool-call", id: "c_1", name: "f", arguments: "{}", carry },
    ]);
  });

  it("passes on arguments that are no JSON, and wraps free text", () => {
    const { content } = encode(
      { kind: "tool-call", id: "a", name: "f", arguments: '{"cut' },
      { kind: "tool-call", id: "b", name: "g", arguments: "free", custom: true },
      { kind: "tool-call", id: "a", name: "h", arguments: " " },
    );
    expect(content).toEqual([
      { toolUse: { toolUseId: "a", name: "f", input: '{"cut' } },
      { toolUse: { toolUseId: "b", name: "g", input: { input: "free" } } },
      { toolUse: { toolUseId: "a_2", name: "h", input: {} } },
    ]);
  });

  it("tells of refusals, and warns of images that it cannot hold", () => {
    const refusal = encode({ kind: "refusal", text: "no" });
    expect([refusal.content, refusal.body["stopReason"]]).toEqual([[{ text: "no" }], "content_filtered"]);
    const image = encode({ kind: "image", source: { kind: "url", url: "https://x.test/a.png" } });
    expect([image.content, image.warned.length]).toEqual([[], 1]);
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
    expect(frames).toEqual([
      { role: "assistant" },
      { stopReason: "end_turn" },
      { usage: expect.objectContaining({ inputTokens: 11 }), "x-llm-gateway": { request_id: "req_1" } },
    ]);
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

  it("puts a call's state before it", () => {
    const carry = { dialect: "gemini", data: "sig" };
    const sse = encodeAll(openEncoder(meta()), [
      { type: "block-start", index: 0, block: { kind: "tool-call", id: "c", name: "f" } },
      { type: "block-carry", index: 0, carry },
      { type: "block-delta", index: 0, text: "{}" },
      { type: "block-end", index: 0 },
      { type: "finish", finish: { reason: "stop" } },
    ]);
    expect(decodeAll(openDecoder(), sse).slice(1, 4)).toEqual([
      { type: "block-start", index: 0, block: { kind: "tool-call", id: "c", name: "f" } },
      { type: "block-carry", index: 0, carry },
      { type: "block-delta", index: 0, text: "{}" },
    ]);
  });
});

describe("the stream's reader", () => {
  const frame = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  const delta = (at: number, value: unknown) => frame("contentBlockDelta", { contentBlockIndex: at, delta: value });

  it("takes a stream without its stop for broken, with its blocks open", () => {
    expect(decodeAll(openDecoder(), delta(0, { text: "a" }))).toEqual([
      { type: "start" },
      { type: "block-start", index: 0, block: { kind: "text" } },
      { type: "block-delta", index: 0, text: "a" },
      { type: "finish", finish: { reason: "interrupted" }, usage: undefined },
    ]);
  });

  it("is whole without usage once it has stopped", () => {
    const events = decodeAll(openDecoder(), frame("messageStop", { stopReason: "max_tokens" }));
    expect(events.at(-1)).toEqual({
      type: "finish",
      finish: { reason: "length", raw: "max_tokens" },
      usage: undefined,
    });
  });

  it("says nothing after the end or an exception", () => {
    for (const last of [
      frame("messageStop", {}) + frame("metadata", { usage: {} }),
      frame("throttlingException", {}),
    ]) {
      const events = decodeAll(openDecoder(), last + delta(0, { text: "late" }) + frame("messageStop", {}));
      expect(events.some((event) => event.type === "block-delta")).toBe(false);
      expect(events.filter((event) => event.type === "finish" || event.type === "error").length).toBe(1);
    }
  });

  it("reads images in pieces, and reasoning that changes its kind", () => {
    const sse =
      frame("contentBlockStart", { contentBlockIndex: 0, start: { image: { format: "png" } } }) +
      delta(0, { image: { source: { bytes: "AAE=" } } }) +
      delta(0, { image: { source: { bytes: "Ag==" } } }) +
      frame("contentBlockStop", { contentBlockIndex: 0 }) +
      delta(1, { reasoningContent: { text: "a" } }) +
      delta(1, { reasoningContent: { redactedContent: "ZW5j" } }) +
      delta(1, { text: "b" }) +
      frame("messageStop", { stopReason: "end_turn" });
    const heads = decodeAll(openDecoder(), sse).flatMap((event) => (event.type === "block-start" ? [event.block] : []));
    expect(heads).toEqual([
      { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AAEC" } },
      { kind: "reasoning" },
      { kind: "reasoning", redacted: true },
      { kind: "text" },
    ]);
  });

  it("takes ten megabytes of arguments in small deltas", () => {
    const decoder = openDecoder();
    const encoder = openEncoder(meta());
    const start = { contentBlockIndex: 0, start: { toolUse: { toolUseId: "a", name: "f" } } };
    const piece = { contentBlockIndex: 0, delta: { toolUse: { input: "x".repeat(100) } } };
    const push = (event: string, json: unknown) =>
      decoder.push({ event, data: JSON.stringify(json) }).reduce((n, each) => n + encoder.push(each).length, 0);
    push("contentBlockStart", start);
    let chars = 0;
    for (let i = 0; i < 100_000; i += 1) chars += push("contentBlockDelta", piece);
    expect(chars).toBeGreaterThan(10_000_000);
  });
});
