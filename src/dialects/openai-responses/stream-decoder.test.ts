import { describe, expect, it } from "vitest";
import type { StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { decodeAll } from "../test-support.ts";
import { openDecoder } from "./stream-decoder.ts";

const decode = (frames: readonly unknown[]) => decodeAll(openDecoder(new Set()), frames);
const created = { type: "response.created", sequence_number: 0, response: { id: "resp_1", model: "m", output: [] } };
const completed = (response: JsonObject = {}) => ({
  type: "response.completed",
  response: { id: "resp_1", status: "completed", output: [], ...response },
});
const added = (output_index: number, item: JsonObject) => ({ type: "response.output_item.added", output_index, item });
const done = (output_index: number, item: JsonObject) => ({ type: "response.output_item.done", output_index, item });
const event = (type: string, output_index: number, rest: JsonObject) => {
  return { type: `response.${type}`, item_id: `i${output_index}`, output_index, ...rest };
};
const text = (delta: string, output_index = 0, content_index = 0) =>
  event("output_text.delta", output_index, { content_index, delta });
const args = (delta: string, output_index = 0) => event("function_call_arguments.delta", output_index, { delta });
const call = (name = "f", id = "c1") => ({ type: "function_call", id: "fc", call_id: id, name, arguments: "" });

const start: StreamEvent = { type: "start", id: "resp_1", model: "m" };
const begin = (index: number, block: object) => ({ type: "block-start", index, block });
const delta = (index: number, said: string) => ({ type: "block-delta", index, text: said });
const end = (index: number) => ({ type: "block-end", index });
const stop = (reason: string, raw = "completed", usage?: object) => ({
  type: "finish",
  finish: { reason, raw },
  usage,
});
const tool = (name = "f", id = "c1") => ({ kind: "tool-call", id, name });

const cases: readonly [string, readonly unknown[], readonly object[]][] = [
  [
    "a message with citations, told once",
    [
      added(0, { type: "message", id: "i0", role: "assistant", content: [] }),
      event("content_part.added", 0, { content_index: 0, part: { type: "output_text", text: "" } }),
      text("a"),
      text("b"),
      event("output_text.annotation.added", 0, {
        content_index: 0,
        annotation: { type: "url_citation", url: "https://x" },
      }),
      event("output_text.annotation.added", 0, {
        content_index: 0,
        annotation: { type: "file_citation", file_id: "f" },
      }),
      event("output_text.done", 0, { content_index: 0, text: "ab" }),
      event("content_part.done", 0, {
        content_index: 0,
        part: { type: "output_text", text: "ab", annotations: [{ type: "url_citation", url: "https://x" }] },
      }),
      done(0, {
        type: "message",
        id: "i0",
        content: [{ type: "output_text", text: "ab", annotations: [{ type: "url_citation", url: "https://x" }] }],
      }),
      completed(),
    ],
    [
      begin(0, { kind: "text" }),
      delta(0, "a"),
      delta(0, "b"),
      { type: "block-citation", index: 0, citation: { url: "https://x" } },
      end(0),
      stop("stop"),
    ],
  ],
  [
    "reasoning in parts, with its state at the end",
    [
      added(0, { type: "reasoning", id: "rs_1", summary: [] }),
      event("reasoning_summary_part.added", 0, { summary_index: 0, part: { type: "summary_text", text: "" } }),
      event("reasoning_summary_text.delta", 0, { summary_index: 0, delta: "a" }),
      event("reasoning_summary_text.done", 0, { summary_index: 0, text: "a" }),
      event("reasoning_summary_part.added", 0, { summary_index: 1 }),
      event("reasoning_summary_text.delta", 0, { summary_index: 1, delta: "b" }),
      done(0, { type: "reasoning", id: "rs_1", summary: [{ text: "a" }, { text: "b" }], encrypted_content: "e" }),
      completed(),
    ],
    [
      begin(0, { kind: "reasoning" }),
      delta(0, "a"),
      delta(0, "\n\n"),
      delta(0, "b"),
      {
        type: "block-carry",
        index: 0,
        carry: { dialect: "openai-responses", data: { id: "rs_1", encrypted_content: "e" } },
      },
      end(0),
      stop("stop"),
    ],
  ],
  [
    "reasoning without text: opaque, or nothing",
    [
      added(0, { type: "reasoning", id: "r0" }),
      done(0, { type: "reasoning", id: "r0", summary: [] }),
      done(1, { type: "reasoning", id: "r1", encrypted_content: "e" }),
      completed(),
    ],
    [
      begin(0, { kind: "reasoning", redacted: true }),
      {
        type: "block-carry",
        index: 0,
        carry: { dialect: "openai-responses", data: { id: "r1", encrypted_content: "e" } },
      },
      end(0),
      stop("stop"),
    ],
  ],
  [
    "reasoning told in both ways, once",
    [
      added(0, { type: "reasoning", id: "r" }),
      event("reasoning_text.delta", 0, { content_index: 0, delta: "a" }),
      event("reasoning_summary_part.added", 0, { summary_index: 0 }),
      event("reasoning_summary_text.delta", 0, { summary_index: 0, delta: "a" }),
      event("reasoning_text.delta", 0, { content_index: 0, delta: "b" }),
      done(0, { type: "reasoning", id: "r", summary: [{ text: "a" }], content: [{ text: "ab" }] }),
      completed(),
    ],
    [begin(0, { kind: "reasoning" }), delta(0, "a"), delta(0, "b"), end(0), stop("stop")],
  ],
  [
    "parallel calls that interleave",
    [
      added(0, call()),
      added(1, call("g", "c2")),
      args("{", 0),
      args('{"x":', 1),
      args("}", 0),
      args("1}", 1),
      done(1, { ...call("g", "c2"), arguments: '{"x":1}' }),
      done(0, { ...call(), arguments: "{}" }),
      completed(),
    ],
    [
      begin(0, tool()),
      begin(1, tool("g", "c2")),
      delta(0, "{"),
      delta(1, '{"x":'),
      delta(0, "}"),
      delta(1, "1}"),
      end(1),
      end(0),
      stop("tool-calls"),
    ],
  ],
  [
    "a custom tool's free text",
    [
      added(0, { type: "custom_tool_call", id: "ctc", call_id: "c1", name: "p", input: "" }),
      event("custom_tool_call_input.delta", 0, { delta: "fr" }),
      event("custom_tool_call_input.done", 0, { input: "free" }),
      done(0, { type: "custom_tool_call", id: "ctc", call_id: "c1", name: "p", input: "free" }),
      completed(),
    ],
    [begin(0, { ...tool("p"), custom: true }), delta(0, "fr"), delta(0, "ee"), end(0), stop("tool-calls")],
  ],
  [
    "arguments that come at the end only",
    [added(0, call()), event("function_call_arguments.done", 0, { arguments: "{}" }), completed()],
    [begin(0, tool()), delta(0, "{}"), end(0), stop("tool-calls")],
  ],
  [
    "arguments that come at the beginning only",
    [added(0, { ...call(), arguments: '{"a":1}' }), completed()],
    [begin(0, tool()), delta(0, '{"a":1}'), end(0), stop("tool-calls")],
  ],
  [
    "a call that says its name at the end",
    [args("{"), args("}"), done(0, { ...call(), arguments: "{}" }), completed()],
    [begin(0, tool()), delta(0, "{}"), end(0), stop("tool-calls")],
  ],
  [
    "a call without a name is none",
    [added(0, { type: "function_call", call_id: "c" }), args("{}"), completed()],
    [stop("stop")],
  ],
  [
    "calls with one id, or none",
    [done(0, call()), done(1, call("g")), done(2, { type: "function_call", name: "h" }), completed()],
    [
      begin(0, tool()),
      end(0),
      begin(1, tool("g", "call_resp_1_1")),
      end(1),
      begin(2, tool("h", "call_resp_1_2")),
      end(2),
      stop("tool-calls"),
    ],
  ],
  [
    "text that nobody announced, with ids that change",
    [
      { type: "response.output_text.delta", item_id: "x", output_index: 0, delta: "a" },
      { type: "response.output_text.delta", item_id: "y", output_index: 0, delta: "b" },
      completed(),
    ],
    [begin(0, { kind: "text" }), delta(0, "a"), delta(0, "b"), end(0), stop("stop")],
  ],
  [
    "items without an index, told apart by their ids",
    [
      { type: "response.output_item.added", item: { type: "message", id: "m1" } },
      { type: "response.output_text.delta", item_id: "m1", delta: "a" },
      {
        type: "response.output_item.done",
        item: { type: "message", id: "m1", content: [{ type: "output_text", text: "a" }] },
      },
      { type: "response.output_text.delta", item_id: "m2", delta: "b" },
      completed(),
    ],
    [
      begin(0, { kind: "text" }),
      delta(0, "a"),
      end(0),
      begin(1, { kind: "text" }),
      delta(1, "b"),
      end(1),
      stop("stop"),
    ],
  ],
  [
    "an index that is used again",
    [added(0, { type: "message", id: "a" }), text("a"), added(0, call()), args("{}"), completed()],
    [begin(0, { kind: "text" }), delta(0, "a"), end(0), begin(1, tool()), delta(1, "{}"), end(1), stop("tool-calls")],
  ],
  [
    "parts of one message, a refusal among them",
    [
      text("a"),
      event("content_part.done", 0, { content_index: 0, part: { type: "output_text", text: "a" } }),
      event("refusal.delta", 0, { content_index: 1, delta: "no" }),
      event("refusal.done", 0, { content_index: 1, refusal: "no!" }),
      completed(),
    ],
    [
      begin(0, { kind: "text" }),
      delta(0, "a"),
      end(0),
      begin(1, { kind: "refusal" }),
      delta(1, "no"),
      delta(1, "!"),
      end(1),
      stop("stop"),
    ],
  ],
  [
    "an answer that is told in its last frame only",
    [
      completed({
        output: [
          { type: "message", id: "m", content: [{ type: "output_text", text: "a" }] },
          { ...call(), arguments: "{}" },
        ],
      }),
    ],
    [begin(0, { kind: "text" }), delta(0, "a"), end(0), begin(1, tool()), delta(1, "{}"), end(1), stop("tool-calls")],
  ],
  [
    "an image",
    [
      added(0, { type: "image_generation_call", id: "ig" }),
      done(0, { type: "image_generation_call", id: "ig", result: "AA" }),
      completed(),
    ],
    [begin(0, { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA" } }), end(0), stop("stop")],
  ],
  [
    "what ran at the vendor is left out",
    [
      added(0, { type: "web_search_call", id: "ws" }),
      event("web_search_call.searching", 0, {}),
      done(0, { type: "web_search_call", id: "ws" }),
      text("a", 1),
      completed(),
    ],
    [begin(0, { kind: "text" }), delta(0, "a"), end(0), stop("stop")],
  ],
  [
    "a limit, which calls do not hide",
    [
      added(0, call()),
      args('{"a'),
      {
        type: "response.incomplete",
        response: { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
      },
    ],
    [begin(0, tool()), delta(0, '{"a'), end(0), stop("length", "max_output_tokens")],
  ],
  ["nothing more after the end", [completed(), text("late"), completed()], [stop("stop")]],
  [
    "odd frames",
    [
      { type: "keepalive" },
      { type: 7 },
      { type: "response.output_item.added", item: "x" },
      { type: "response.content_part.done", part: 3 },
      "[DONE]",
      completed(),
    ],
    [stop("stop")],
  ],
];

describe("a response stream", () => {
  it.each(cases)("%s", (_name, frames, events) => {
    expect(decode([created, ...frames])).toEqual([start, ...events]);
  });

  it("begins with its name, whatever stands before it, or with what is said first", () => {
    expect(decode([{ type: "keepalive" }, { type: "response.rate_limits" }, created])[0]).toEqual(start);
    expect(decode([text("a"), created]).slice(0, 2)).toEqual([{ type: "start" }, begin(0, { kind: "text" })]);
    expect(decode([{ type: "keepalive" }]).map((one) => one.type)).toEqual(["finish"]);
  });

  it("tells usage", () => {
    const usage = {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens: 6,
      output_tokens_details: { reasoning_tokens: 2 },
    };
    expect(decode([created, completed({ usage })]).at(-1)).toMatchObject({
      usage: { inputTokens: 6, cacheReadTokens: 4, outputTokens: 4, reasoningTokens: 2 },
    });
  });

  it("without its last frame is broken off, with its blocks left open", () => {
    expect(decode([created, text("a")])).toEqual([
      start,
      begin(0, { kind: "text" }),
      delta(0, "a"),
      { type: "finish", finish: { reason: "interrupted" }, usage: undefined },
    ]);
  });

  const failures: readonly [string, unknown, object][] = [
    [
      "that failed",
      { type: "response.failed", response: { error: { code: "server_error", message: "boom" } } },
      { kind: "server", message: "boom", code: "server_error" },
    ],
    [
      "that failed for its rate",
      {
        type: "response.failed",
        response: { status: "failed", error: { code: "rate_limit_exceeded", message: "slow" } },
      },
      { kind: "rate-limit" },
    ],
    [
      "with a flat error",
      { type: "error", code: "server_error", message: "boom", param: null },
      { kind: "server", message: "boom" },
    ],
    [
      "with a nested error",
      { type: "error", error: { type: "invalid_request_error", code: "context_length_exceeded", message: "long" } },
      { kind: "context-length" },
    ],
    [
      "with an error that is no event",
      { error: { message: "overloaded", type: "overloaded_error" } },
      { kind: "overloaded" },
    ],
    ["that failed without a reason", { type: "response.failed", response: {} }, { kind: "server" }],
  ];
  it.each(failures)("%s ends with the error", (_name, frame, error) => {
    const events = decode([created, text("a"), frame, completed()]);
    expect(events.at(-1)).toMatchObject({ type: "error", error });
    expect(events.filter((one) => one.type === "finish")).toEqual([]);
  });

  it("takes ten megabytes of arguments in small deltas", () => {
    const decoder = openDecoder(new Set());
    const frame = { data: JSON.stringify(args("x".repeat(50))) };
    decoder.push({ data: JSON.stringify(added(0, call())) });
    for (let i = 0; i < 200_000; i += 1) decoder.push(frame);
    const whole = JSON.stringify(done(0, { ...call(), arguments: "x".repeat(10_000_000) }));
    expect(decoder.push({ data: whole })).toEqual([end(0)]);
  });
});
