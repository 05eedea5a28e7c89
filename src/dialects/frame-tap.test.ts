import { describe, expect, it } from "vitest";
import { SseFrameSplitter } from "../framing/sse-frames.ts";
import { openTap as openAnthropicTap } from "./anthropic-messages/tap.ts";
import type { StreamTap, TapOptions } from "./dialect.ts";
import { openTap as openChatTap } from "./openai-chat/tap.ts";
import { dataOf } from "./test-support.ts";

const OPTIONS: TapOptions = {
  model: "prov/model",
  includeUsage: false,
  quirks: new Set(),
  seal: () => '{"request_id":"r"}',
};

type Open = (options: TapOptions) => StreamTap;

function run(open: Open, text: string, size = Number.MAX_SAFE_INTEGER): { out: string; tap: StreamTap } {
  const tap = open(OPTIONS);
  const splitter = new SseFrameSplitter(100_000_000);
  const bytes = Buffer.from(text);
  let out = "";
  for (let i = 0; i < bytes.length; i += size) out += tap.push(splitter.push(bytes.subarray(i, i + size)));
  return { out: Buffer.from(out + tap.end(), "latin1").toString("utf8"), tap };
}

const frame = (data: object, event?: string): string =>
  `${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
const choice = (index: number, delta: object, finish: string | null = null): string =>
  frame({ id: "c", model: "up", choices: [{ index, delta, finish_reason: finish }] });
const typed = (type: string, more: object = {}): string => frame({ type, ...more }, type);

/** The same short answer in each wire: what opens it, one piece of text, what closes it. */
const WIRES = [
  {
    wire: "openai",
    open: openChatTap,
    start: choice(0, { role: "assistant", content: "" }),
    text: (text: string) => choice(0, { content: text }),
    close: `${choice(0, {}, "stop")}data: [DONE]\n\n`,
    error: frame({ error: { message: "broke", type: "server_error", code: 500 } }),
    stillClosed: ["data: [DONE]\n\n"],
  },
  {
    wire: "anthropic",
    open: openAnthropicTap,
    start:
      typed("message_start", { message: { model: "up", usage: { input_tokens: 3, output_tokens: 1 } } }) +
      typed("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    text: (text: string) => typed("content_block_delta", { index: 0, delta: { type: "text_delta", text } }),
    close:
      typed("content_block_stop", { index: 0 }) +
      typed("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 5 } }) +
      typed("message_stop"),
    error: typed("error", { error: { type: "overloaded_error", message: "broke" } }),
    stillClosed: [],
  },
] as const;

const SIZES = [1, 13, 1_000_000];

describe.each(WIRES)("the tap of $wire", ({ open, start, text, close, error }) => {
  it.each(SIZES)("sets an error that is the first frame, and tells the caller nothing (pieces of %i)", (size) => {
    const { out, tap } = run(open, error + close, size);
    expect(tap.facts).toMatchObject({ meaningful: false, terminal: false, error: { message: "broke" } });
    expect(out).toBe("");
  });

  it.each(SIZES)("sets an error that comes later and swallows what follows (pieces of %i)", (size) => {
    const { out, tap } = run(open, start + text("a") + error + text("late") + close, size);
    expect(tap.facts).toMatchObject({ meaningful: true, terminal: false, error: { message: "broke" } });
    expect(out).toContain('"a"');
    expect(out).not.toContain("late");
    expect(out).not.toContain("broke");
    expect(out).not.toContain("x-llm-gateway");
  });

  it.each(["{broken", "", "null", "1", "[]", '"text"', "<html>"])(
    "leaves out the malformed frame %j and keeps the rest",
    (data) => {
      const bad = `data: ${data}\n\n`;
      const expected = run(open, start + text("a") + text("b") + close).out;
      for (const size of SIZES)
        expect(run(open, start + bad + text("a") + bad + text("b") + close, size).out).toBe(expected);
    },
  );

  it.each([
    'data: {"choices":[null]}\n\n',
    'data: {"type":"message_start","message":null}\n\n',
    'data: {"type":"message_delta","delta":null,"usage":null}\n\n',
    'data: {"type":"content_block_start","content_block":null}\n\n',
    'data: {"choices":[{"delta":null}]}\n\n',
    'data: {"choices":{}}\n\n',
    'data: {"x_groq":null,"usage":null,"choices":null}\n\n',
  ])("survives %s", (odd) => {
    const { tap } = run(open, start + odd + text("a") + odd + close);
    expect(tap.facts).toMatchObject({ terminal: true, error: undefined });
  });

  it("lets keep-alive comments through, before and after the commit point", () => {
    const { out, tap } = run(
      open,
      `: one\n\n${start}: two {}\n\n${text("a")}: three\n\n${text("b")}: four\n\n${close}`,
    );
    expect(out.match(/: (one|two|three|four)/g)).toHaveLength(4);
    expect(tap.facts.terminal).toBe(true);
  });

  it.each(["\r\n", "\r"])("reads line ends %j as it reads LF, in any pieces", (end) => {
    const lf = start + text("añ日👩\u2028") + text("b") + close;
    const expected = dataOf(run(open, lf).out);
    for (const size of [1, 2, 3, 50, 1_000_000])
      expect(dataOf(run(open, lf.replaceAll("\n", end), size).out), `pieces of ${size}`).toEqual(expected);
  });

  it("drops a frame that is cut off", () => {
    const { tap } = run(open, start + text("a"));
    expect(tap.push('data: {"choi\n\n')).toBe("");
    expect(tap.facts.terminal).toBe(false);
  });

  it("seals a last frame whose data has several lines", () => {
    const spread = close.replace(/\{"(type":"message_stop|id)/g, (all) => `{\ndata: ${all.slice(1)}`);
    expect(dataOf(run(open, start + text("a") + spread).out).filter((json) => "x-llm-gateway" in json)).toHaveLength(1);
  });

  it("takes a burst of thousands of comments after the commit point", () => {
    const { out, tap } = run(open, start + text("a") + ": ping\n\n".repeat(6_000) + text("b") + close);
    expect(tap.facts.terminal).toBe(true);
    expect(out).toContain('"b"');
  });
});

describe("errors under status 200 in a chat stream", () => {
  const cases = [
    ["an object", frame({ error: { message: "broke", code: 503 } })],
    ["a string", frame({ error: "broke" })],
    ["vLLM's error object", frame({ object: "error", message: "broke", type: "BadRequestError", code: 400 })],
    ["an error event", frame({ message: "broke" }, "error")],
    [
      "an error in the choice",
      frame({
        model: "up",
        choices: [{ index: 0, delta: { content: "" }, finish_reason: "error", error: { message: "broke", code: 502 } }],
      }),
    ],
  ] as const;
  it.each(cases)("%s as the first frame is a failure", (_name, error) => {
    expect(run(openChatTap, `${error}data: [DONE]\n\n`).tap.facts).toMatchObject({
      terminal: false,
      error: { message: "broke" },
    });
  });
  it.each(cases)("%s in mid-stream is a failure", (_name, error) => {
    const start = choice(0, { role: "assistant" }) + choice(0, { content: "a" });
    expect(run(openChatTap, `${start}${error}data: [DONE]\n\n`).tap.facts).toMatchObject({
      terminal: false,
      error: { message: "broke" },
    });
  });
});

describe("several choices", () => {
  const begin = choice(0, { content: "a" }) + choice(1, { content: "b" }) + choice(0, {}, "stop");

  it("keeps the order and all content", () => {
    const { out } = run(
      openChatTap,
      `${begin + choice(1, { content: "c" }) + choice(1, {}, "length")}data: [DONE]\n\n`,
    );
    const choices = dataOf(out).flatMap(
      (json) => (json["choices"] as { index: number; finish_reason: unknown }[] | undefined) ?? [],
    );
    expect(choices.map(({ index, finish_reason: finish }) => [index, finish])).toEqual([
      [0, null],
      [1, null],
      [0, "stop"],
      [1, null],
      [1, "length"],
    ]);
    expect(dataOf(out).filter((json) => "x-llm-gateway" in json)).toHaveLength(1);
    expect(dataOf(out).at(-2)).toHaveProperty("x-llm-gateway");
  });

  it.each(SIZES)("does not call an answer complete whose second choice broke off (pieces of %i)", (size) => {
    const { out, tap } = run(openChatTap, begin + choice(1, { content: "c" }), size);
    expect(tap.facts.terminal).toBe(false);
    expect(out).not.toContain("[DONE]");
  });
});
