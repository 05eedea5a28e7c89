import { describe, expect, it } from "vitest";
import type { StreamEvent } from "../../canonical/response.ts";
import { fail } from "../../errors/gateway-error.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { dataOf, encodeAll, meta } from "../test-support.ts";
import { decodeRequest } from "./decode-request.ts";
import { openEncoder } from "./stream-encoder.ts";

const finish = (reason: "stop" | "length" | "tool-calls" = "stop"): StreamEvent => ({
  type: "finish",
  finish: { reason },
});
const call = (index: number, id: string, name = "f"): StreamEvent => {
  return { type: "block-start", index, block: { kind: "tool-call", id, name } };
};
const delta = (index: number, text: string): StreamEvent => ({ type: "block-delta", index, text });
const end = (index: number): StreamEvent => ({ type: "block-end", index });
const framesOf = (events: readonly StreamEvent[], changes: Partial<AnswerMeta> = {}) =>
  dataOf(encodeAll(openEncoder(meta(changes)), events));
const typesOf = (frames: readonly JsonObject[]) =>
  frames.map((frame) => String(frame["type"]).replace("response.", ""));
const outputOf = (frames: readonly JsonObject[]) =>
  ((frames.at(-1)?.["response"] ?? {}) as JsonObject)["output"] as JsonObject[];

describe("a response stream", () => {
  it("keeps a message open for the text blocks that follow, with citations counted from its start", () => {
    const frames = framesOf([
      { type: "block-start", index: 0, block: { kind: "text" } },
      delta(0, "Once "),
      end(0),
      { type: "block-start", index: 1, block: { kind: "text" } },
      { type: "block-citation", index: 1, citation: { url: "https://x" } },
      delta(1, "upon"),
      { type: "block-citation", index: 1, citation: { url: "https://y", title: "Y", startIndex: 1, endIndex: 3 } },
      end(1),
      finish("length"),
    ]);
    expect(typesOf(frames)).toEqual([
      ...[
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
      ],
      ...["output_text.annotation.added", "output_text.annotation.added", "output_text.done", "content_part.done"],
      ...["output_item.done", "incomplete"],
    ]);
    expect(frames.map((frame) => frame["sequence_number"])).toEqual(frames.map((_, i) => i));
    expect(outputOf(frames)).toMatchObject([
      {
        status: "incomplete",
        content: [
          {
            text: "Once upon",
            annotations: [
              { url: "https://x", title: "", start_index: 5, end_index: 9 },
              { url: "https://y", title: "Y", start_index: 6, end_index: 8 },
            ],
          },
        ],
      },
    ]);
  });

  it("writes blocks that are open at once one after the other", () => {
    const frames = framesOf([
      call(0, "c1"),
      call(1, "c2", "g"),
      { type: "block-start", index: 2, block: { kind: "text" } },
      delta(2, "late"),
      end(2),
      delta(1, '{"x":1}'),
      end(1),
      delta(0, "{}"),
      end(0),
      finish("tool-calls"),
    ]);
    expect(outputOf(frames)).toMatchObject([
      { type: "function_call", call_id: "c1", arguments: "{}" },
      { type: "function_call", call_id: "c2", arguments: '{"x":1}' },
      { type: "message", content: [{ text: "late" }] },
    ]);
    const indexes = frames.flatMap((frame) => (frame["output_index"] === undefined ? [] : [frame["output_index"]]));
    expect(indexes).toEqual([...indexes].toSorted());
  });

  it("puts a call's state before the call, or behind it when it comes late", () => {
    const carry = { dialect: "gemini", data: "sig" };
    const early: StreamEvent[] = [
      call(0, "c1"),
      { type: "block-carry", index: 0, carry },
      delta(0, "{}"),
      end(0),
      finish(),
    ];
    const late: StreamEvent[] = [
      call(0, "c1"),
      delta(0, "{}"),
      { type: "block-carry", index: 0, carry },
      end(0),
      finish(),
    ];
    expect(outputOf(framesOf(early)).map((item) => item["type"])).toEqual(["reasoning", "function_call"]);
    expect(outputOf(framesOf(late)).map((item) => item["type"])).toEqual(["function_call", "reasoning"]);
  });

  it("unwraps the free text of custom tools, which is known at the end only", () => {
    const body = { model: "m", input: "x", tools: [{ type: "custom", name: "patch" }] };
    const events = [call(0, "c1", "patch"), delta(0, '{"inp'), delta(0, 'ut":"a\\nb"}'), end(0), finish("tool-calls")];
    const frames = framesOf(events, { body, request: decodeRequest(body) });
    expect(frames.slice(2, -1)).toMatchObject([
      { item: { id: "ctc_t1_0", type: "custom_tool_call", call_id: "c1", name: "patch", input: "" } },
      { type: "response.custom_tool_call_input.delta", item_id: "ctc_t1_0", delta: "a\nb" },
      { type: "response.custom_tool_call_input.done", input: "a\nb" },
      { item: { input: "a\nb", status: "completed" } },
    ]);
  });

  it("streams free text that comes as such, and gives calls their namespace", () => {
    const body = {
      model: "m",
      input: "x",
      tools: [{ type: "namespace", name: "ns", tools: [{ type: "custom", name: "patch" }] }],
    };
    const head = { kind: "tool-call", id: "c1", name: "ns__patch", custom: true } as const;
    const events: StreamEvent[] = [
      { type: "block-start", index: 0, block: head },
      delta(0, "a"),
      delta(0, "b"),
      finish(),
    ];
    const frames = framesOf(events, { body, request: decodeRequest(body) });
    expect(frames.slice(3, -3)).toMatchObject([{ delta: "a" }, { delta: "b" }]);
    expect(outputOf(frames)).toMatchObject([{ type: "custom_tool_call", name: "patch", namespace: "ns", input: "ab" }]);
  });

  it("begins no item for what stays empty", () => {
    const frames = framesOf([
      { type: "block-start", index: 0, block: { kind: "text" } },
      delta(0, ""),
      end(0),
      { type: "block-start", index: 1, block: { kind: "reasoning" } },
      end(1),
      finish(),
    ]);
    expect(typesOf(frames)).toEqual(["created", "in_progress", "completed"]);
    expect(outputOf(frames)).toEqual([]);
  });

  it("shows images whole, and keeps the connection open", () => {
    const image = { kind: "image", source: { kind: "data", mediaType: "image/webp", data: "AA" } } as const;
    const frames = framesOf([{ type: "block-start", index: 0, block: image }, end(0), finish()]);
    expect(typesOf(frames).slice(2, -1)).toEqual([
      ...["output_item.added", "image_generation_call.completed", "output_item.done"],
    ]);
    expect(openEncoder(meta()).push({ type: "ping" })).toBe(": ping\n\n");
  });

  it("carries the gateway's object beside the response, not in it", () => {
    const last = framesOf([finish()]).at(-1);
    expect(last?.["x-llm-gateway"]).toEqual({ request_id: "req_1" });
    expect(last?.["response"]).not.toHaveProperty("x-llm-gateway");
  });

  it("that breaks ends as failed, with what was said and the next numbers", () => {
    const encoder = openEncoder(meta());
    encoder.push({ type: "block-start", index: 0, block: { kind: "reasoning" } });
    encoder.push(delta(0, "hm"));
    encoder.push(end(0));
    const frames = dataOf(encoder.endBadly(fail("upstream_interrupted", { message: "It broke off." })));
    expect(frames).toMatchObject([
      {
        type: "error",
        sequence_number: 8,
        code: "upstream_interrupted",
        message: "It broke off.",
        error: { code: "upstream_interrupted", message: "It broke off.", param: null },
      },
      {
        type: "response.failed",
        sequence_number: 9,
        response: {
          id: "resp_t1",
          status: "failed",
          error: { code: "upstream_interrupted" },
          output: [{ type: "reasoning" }],
        },
      },
    ]);
  });

  it.each(["error", "interrupted"] as const)("is never ended well after %s", (reason) => {
    const encoder = openEncoder(meta());
    encoder.push({ type: "finish", finish: { reason } });
    expect(() => encoder.end("{}")).toThrow();
    expect(() => openEncoder(meta()).end("{}")).toThrow();
  });

  it("takes ten megabytes of arguments in small deltas", () => {
    const encoder = openEncoder(meta());
    encoder.push(call(0, "c1"));
    encoder.push(call(1, "c2"));
    for (let i = 0; i < 100_000; i += 1) {
      encoder.push(delta(0, "x".repeat(50)));
      encoder.push(delta(1, "y".repeat(50)));
    }
    encoder.push(finish());
    expect(encoder.end("{}").length).toBeGreaterThan(10_000_000);
  });
});
