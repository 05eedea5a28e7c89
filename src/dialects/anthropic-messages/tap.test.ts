import { describe, expect, it } from "vitest";
import { anthropicEvents } from "../../../test/upstream/anthropic-messages.ts";
import { GET_TIME, GET_WEATHER, ODD_TEXT } from "../../../test/upstream/reply.ts";
import type { Frame } from "../../../test/upstream/types.ts";
import { SseFrameSplitter } from "../../framing/sse-frames.ts";
import type { StreamTap } from "../dialect.ts";
import { dataOf } from "../test-support.ts";
import { openTap } from "./tap.ts";

const GATEWAY = '{"request_id":"req_1"}';
const LABEL = "prov/model";

function open(): StreamTap {
  return openTap({ model: LABEL, includeUsage: false, quirks: new Set(), seal: () => GATEWAY });
}

const sse = (frames: readonly Frame[]): string =>
  frames.map(({ event, data }) => `event: ${event}\ndata: ${data}\n\n`).join("");

function run(text: string, size = Number.MAX_SAFE_INTEGER): { out: string; tap: StreamTap } {
  const tap = open();
  const splitter = new SseFrameSplitter(1_000_000);
  const bytes = Buffer.from(text);
  let out = "";
  for (let i = 0; i < bytes.length; i += size) out += tap.push(splitter.push(bytes.subarray(i, i + size)));
  return { out: Buffer.from(out + tap.end(), "latin1").toString("utf8"), tap };
}

const typed = (type: string, more: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const START = typed("message_start", {
  message: {
    id: "m",
    model: "up",
    content: [],
    usage: { input_tokens: 9, cache_read_input_tokens: 4, output_tokens: 1 },
  },
});
const TEXT = typed("content_block_start", { index: 0, content_block: { type: "text", text: "" } });
const delta = (text: string): string => typed("content_block_delta", { index: 0, delta: { type: "text_delta", text } });
const STOP = typed("content_block_stop", { index: 0 });
const FINISH = typed("message_delta", {
  delta: { stop_reason: "end_turn", stop_sequence: null },
  usage: { output_tokens: 7 },
});
const END = typed("message_stop");

const INPUT = {
  model: "up-model",
  thinking: ["hm ", '"type":"message_stop"'],
  text: [
    ...ODD_TEXT,
    '{"type":"message_delta","delta":{"stop_reason":"end_turn"}}',
    "event: message_stop\ndata: {}\n\n",
    '"model":"up-model"',
    '{"type": "error"}',
    "}\n\n",
  ],
  toolCalls: [GET_WEATHER, { ...GET_TIME, arguments: '{"type":"message_stop","model":"up-model","usage":{"a":1}}' }],
};

describe("a relayed message stream", () => {
  const text = sse(anthropicEvents(INPUT));
  const expected = text
    .replace('"model":"up-model"', `"model":"${LABEL}"`)
    .replace('{"type":"message_stop"}\n', `{"type":"message_stop","x-llm-gateway":${GATEWAY}}\n`);

  it("is byte-faithful but for the model and the last frame", () => {
    expect(run(text).out).toBe(expected);
  });

  it("is the same split at every byte, byte by byte and merged", () => {
    for (const size of [1, 2, 3, 7, 64, 300]) expect(run(text, size).out, `pieces of ${size}`).toBe(expected);
    const bytes = Buffer.from(text);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const tap = open();
      const splitter = new SseFrameSplitter(1_000_000);
      const out = tap.push(splitter.push(bytes.subarray(0, cut))) + tap.push(splitter.push(bytes.subarray(cut)));
      if (Buffer.from(out, "latin1").toString("utf8") !== expected) expect.fail(`differs when cut at ${cut}`);
    }
  });

  it("sums usage over message_start and message_delta", () => {
    const { tap } = run(START + TEXT + delta("a") + STOP + FINISH + END);
    expect(tap.facts).toMatchObject({ meaningful: true, terminal: true, finish: { reason: "stop" } });
    expect(tap.facts.usage).toMatchObject({ inputTokens: 9, cacheReadTokens: 4, outputTokens: 7 });
  });

  it.each(["", "pieces"])("leaves a tool's input alone that names a model (%s)", (pieces) => {
    const tool = typed("content_block_start", {
      index: 0,
      content_block: { type: "tool_use", id: "t", name: "buy", input: { model: "T4" } },
    });
    const result = typed("content_block_start", {
      index: 1,
      content_block: { type: "web_search_tool_result", content: [{ model: "T4" }] },
    });
    const { out } = run(START + tool + STOP + result + FINISH + END, pieces === "" ? undefined : 20);
    const blocks = dataOf(out).flatMap((json) => (json["content_block"] === undefined ? [] : [json["content_block"]]));
    expect(blocks).toEqual([
      { type: "tool_use", id: "t", name: "buy", input: { model: "T4" } },
      { type: "web_search_tool_result", content: [{ model: "T4" }] },
    ]);
  });

  it("lets unknown events and pings through as they came", () => {
    const odd = typed("ping") + typed("something_new", { a: 1.0, b: "ü" });
    expect(run(START + odd + TEXT + delta("a") + odd + STOP + FINISH + END).out.split(odd)).toHaveLength(3);
  });
});

describe("the commit point", () => {
  it.each([
    [START, false],
    [typed("ping"), false],
    [TEXT, false],
    [typed("content_block_start", { index: 0, content_block: { type: "thinking", thinking: "" } }), false],
    [delta(""), false],
    [delta("a"), true],
    [typed("content_block_delta", { index: 0, delta: { type: "thinking_delta", thinking: "hm" } }), true],
    [typed("content_block_delta", { index: 0, delta: { type: "signature_delta", signature: "s" } }), true],
    [
      typed("content_block_start", { index: 0, content_block: { type: "tool_use", id: "t", name: "f", input: {} } }),
      true,
    ],
    [typed("content_block_start", { index: 0, content_block: { type: "redacted_thinking", data: "x" } }), true],
    [FINISH, true],
  ])("%s → %s", (text, meaningful) => {
    const tap = open();
    tap.push(text);
    expect(tap.facts.meaningful).toBe(meaningful);
  });
});

describe("endings", () => {
  it.each([1, 10_000])("writes message_stop when only that is missing (pieces of %i)", (size) => {
    const { out, tap } = run(START + TEXT + delta("a") + STOP + FINISH, size);
    expect(tap.facts.terminal).toBe(true);
    expect(out.endsWith(`event: message_stop\ndata: {"type":"message_stop","x-llm-gateway":${GATEWAY}}\n\n`)).toBe(
      true,
    );
  });

  it.each([1, 10_000])("gives nothing at the end when no stop reason was told (pieces of %i)", (size) => {
    const { out, tap } = run(START + TEXT + delta("a") + STOP, size);
    expect(tap.facts.terminal).toBe(false);
    expect(out).not.toContain("message_stop");
  });

  it("takes usage of a second message_delta after the finish", () => {
    const late = typed("message_delta", { delta: {}, usage: { output_tokens: 11 } });
    const { tap } = run(START + TEXT + delta("a") + STOP + FINISH + late + END);
    expect(tap.facts.usage).toMatchObject({ outputTokens: 11 });
  });

  it.each([
    ["tool_use", "tool-calls"],
    ["max_tokens", "length"],
    ["refusal", "content-filter"],
    ["pause_turn", "paused"],
    ["word_of_tomorrow", "stop"],
  ])("maps %s to %s", (raw, reason) => {
    const finish = typed("message_delta", { delta: { stop_reason: raw }, usage: {} });
    expect(run(START + TEXT + delta("a") + finish + END).tap.facts.finish).toMatchObject({ reason, raw });
  });

  it("keeps the stop sequence", () => {
    const finish = typed("message_delta", { delta: { stop_reason: "stop_sequence", stop_sequence: "END" } });
    expect(run(START + TEXT + delta("a") + finish + END).tap.facts.finish).toMatchObject({
      reason: "stop-sequence",
      stopSequence: "END",
    });
  });

  it("takes an error whose type only its event line tells", () => {
    const { tap } = run(START + 'event: error\ndata: {"error":{"type":"overloaded_error","message":"broke"}}\n\n');
    expect(tap.facts.error).toMatchObject({ message: "broke" });
  });
});
