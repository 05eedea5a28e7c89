import { describe, expect, it } from "vitest";
import { decodeAll } from "../test-support.ts";
import { openDecoder } from "./stream-decoder.ts";

const start = {
  type: "message_start",
  message: { id: "m", model: "c", usage: { input_tokens: 5, cache_read_input_tokens: 2, output_tokens: 1 } },
};
const open = (index: number, content_block: object) => ({ type: "content_block_start", index, content_block });
const delta = (index: number, value: object) => ({ type: "content_block_delta", index, delta: value });
const close = (index: number) => ({ type: "content_block_stop", index });
const end = (stop_reason: string | null, usage: object = { output_tokens: 9 }) => ({
  type: "message_delta",
  delta: { stop_reason, stop_sequence: null },
  usage,
});
const stop = { type: "message_stop" };
const decode = (...frames: unknown[]) => decodeAll(openDecoder(new Set()), frames);

describe("message streams", () => {
  it("merges usage over the frames", () => {
    const events = decode(start, end("end_turn", { input_tokens: null, output_tokens: 9 }), stop);
    expect(events).toMatchObject([
      { type: "start", id: "m", model: "c", usage: { inputTokens: 5, cacheReadTokens: 2, outputTokens: 1 } },
      {
        type: "finish",
        finish: { reason: "stop", raw: "end_turn" },
        usage: { inputTokens: 5, cacheReadTokens: 2, outputTokens: 9 },
      },
    ]);
  });
  it("keeps a signature without text (trap 6)", () => {
    const events = decode(
      start,
      open(0, { type: "thinking", thinking: "", signature: "" }),
      delta(0, { type: "signature_delta", signature: "s" }),
      close(0),
      end("end_turn"),
      stop,
    );
    expect(events.slice(1, -1)).toEqual([
      { type: "block-start", index: 0, block: { kind: "reasoning" } },
      { type: "block-carry", index: 0, carry: { dialect: "anthropic-messages", data: "s" } },
      { type: "block-end", index: 0 },
    ]);
  });
  it("leaves out blocks of vendor tools and numbers the rest anew", () => {
    const events = decode(
      start,
      open(0, { type: "server_tool_use", id: "s", name: "web_search", input: {} }),
      delta(0, { type: "input_json_delta", partial_json: "{}" }),
      close(0),
      open(1, { type: "text", text: "a" }),
      delta(1, { type: "citations_delta", citation: {} }),
      close(1),
      end("end_turn"),
      stop,
    );
    expect(events.slice(1, -1)).toEqual([
      { type: "block-start", index: 0, block: { kind: "text" } },
      { type: "block-delta", index: 0, text: "a" },
      { type: "block-end", index: 0 },
    ]);
  });
  it.each([
    ["in the header", [open(0, { type: "tool_use", id: "t", name: "f", input: { x: 1 } })], ['{"x":1}']],
    [
      "in fragments",
      [
        open(0, { type: "tool_use", id: "t", name: "f", input: {} }),
        delta(0, { type: "input_json_delta", partial_json: "" }),
        delta(0, { type: "input_json_delta", partial_json: "{}" }),
      ],
      ["{}"],
    ],
    [
      "in both",
      [
        open(0, { type: "tool_use", id: "t", name: "f", input: { x: 1 } }),
        delta(0, { type: "input_json_delta", partial_json: '{"x":1}' }),
      ],
      ['{"x":1}'],
    ],
  ])("reads input %s", (_name, frames, texts) => {
    const events = decode(start, ...frames, close(0), end("end_turn"), stop);
    expect(events.flatMap((event) => (event.type === "block-delta" ? [event.text] : []))).toEqual(texts);
    expect(events.at(-1)).toMatchObject({ finish: { reason: "tool-calls" } });
  });
  it("opens blocks that nobody announced, and no others", () => {
    const events = decode(
      start,
      delta(0, { type: "text_delta", text: "a" }),
      close(0),
      delta(0, { type: "text_delta", text: "late" }),
      delta(1, { type: "input_json_delta", partial_json: "{}" }),
    );
    expect(events.map((event) => event.type)).toEqual(["start", "block-start", "block-delta", "block-end", "finish"]);
  });
  it("is interrupted without a stop reason, complete without message_stop", () => {
    expect(decode(start, open(0, { type: "text", text: "" }), end(null)).at(-1)).toMatchObject({
      finish: { reason: "interrupted" },
    });
    expect(decode(start, end("max_tokens")).at(-1)).toMatchObject({ finish: { reason: "length" } });
    expect(decode(stop).at(-1)).toMatchObject({ finish: { reason: "interrupted" } });
  });
  it("tells an error and nothing after it (trap 16)", () => {
    const events = decode(start, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }, stop);
    expect(events.at(-1)).toMatchObject({ type: "error", error: { kind: "overloaded" } });
    expect(decode({ error: { message: "m" } }).at(-1)).toMatchObject({ type: "error" });
  });
  it("ignores unknown events and passes pings on", () => {
    expect(decode(start, { type: "new_thing" }, { type: "ping" }, start).map((event) => event.type)).toEqual([
      "start",
      "ping",
      "finish",
    ]);
  });
});
