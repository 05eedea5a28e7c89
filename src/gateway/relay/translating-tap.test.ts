import { describe, expect, it } from "vitest";
import { anthropicEvents } from "../../../test/upstream/anthropic-messages.ts";
import { chatChunks } from "../../../test/upstream/openai-chat.ts";
import { GET_TIME, GET_WEATHER, ODD_TEXT } from "../../../test/upstream/reply.ts";
import type { Frame } from "../../../test/upstream/types.ts";
import { anthropicMessages } from "../../dialects/anthropic-messages/index.ts";
import type { ChatDialect } from "../../dialects/dialect.ts";
import { openaiChat } from "../../dialects/openai-chat/index.ts";
import { dataOf, meta } from "../../dialects/test-support.ts";
import { SseFrameSplitter } from "../../framing/sse-frames.ts";
import { TranslatingTap } from "./translating-tap.ts";

const GATEWAY = '{"request_id":"req_1"}';
const INPUT = {
  model: "up",
  thinking: ["let me ", "think"],
  text: [...ODD_TEXT, "[DONE]", '"finish_reason":"stop"', "data: x\n\n"],
  toolCalls: [GET_WEATHER, GET_TIME],
  usage: { input: 50, cacheRead: 10, output: 40, reasoning: 4 },
};

const sse = (frames: readonly Frame[]): string =>
  frames.map(({ event, data }) => `${event === undefined ? "" : `event: ${event}\n`}data: ${data}\n\n`).join("");

interface Pair {
  readonly name: string;
  readonly upstream: ChatDialect;
  readonly caller: ChatDialect;
  readonly frames: readonly Frame[];
  readonly end: string;
}

const PAIRS: Pair[] = [
  {
    name: "OpenAI to Anthropic",
    upstream: openaiChat,
    caller: anthropicMessages,
    frames: chatChunks(INPUT, true),
    end: "message_stop",
  },
  {
    name: "OpenAI with interleaved calls to Anthropic",
    upstream: openaiChat,
    caller: anthropicMessages,
    frames: chatChunks(INPUT, true, { toolsInterleaved: true }),
    end: "message_stop",
  },
  {
    name: "Anthropic to OpenAI",
    upstream: anthropicMessages,
    caller: openaiChat,
    frames: anthropicEvents(INPUT),
    end: "[DONE]",
  },
];

function tapOf({ upstream, caller }: Pair): { tap: TranslatingTap; sealed: () => number } {
  let sealed = 0;
  const seal = (): string => {
    sealed += 1;
    return GATEWAY;
  };
  return {
    tap: new TranslatingTap(upstream.openDecoder(new Set()), caller.openEncoder(meta({ includeUsage: true })), seal),
    sealed: () => sealed,
  };
}

function run(
  pair: Pair,
  text: string,
  cuts: readonly number[] = [],
): { out: string; tap: TranslatingTap; sealed: number } {
  const { tap, sealed } = tapOf(pair);
  const splitter = new SseFrameSplitter(1_000_000);
  const bytes = Buffer.from(text);
  let out = "";
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    out += tap.push(splitter.push(bytes.subarray(from, to)));
    from = to;
  }
  return { out: Buffer.from(out + tap.end(), "latin1").toString("utf8"), tap, sealed: sealed() };
}

describe.each(PAIRS)("$name", (pair) => {
  const text = sse(pair.frames);
  const whole = run(pair, text);

  it("keeps text, reasoning, calls and usage, and seals once, last", () => {
    const data = dataOf(whole.out).filter((json) => json["done"] !== true);
    const said = JSON.stringify(data);
    for (const piece of [...INPUT.text, ...INPUT.thinking, GET_WEATHER.name, GET_TIME.id])
      expect(said).toContain(JSON.stringify(piece).slice(1, -1));
    expect(whole.sealed).toBe(1);
    expect(data.findIndex((json) => "x-llm-gateway" in json)).toBe(data.length - 1);
    expect(whole.tap.facts).toMatchObject({
      meaningful: true,
      terminal: true,
      error: undefined,
      finish: { reason: "tool-calls" },
    });
    expect(whole.tap.facts.usage).toEqual({
      inputTokens: 40,
      cacheReadTokens: 10,
      cacheWriteTokens: 0,
      cacheWriteLongTokens: 0,
      outputTokens: 36,
      reasoningTokens: 4,
    });
    expect(whole.out).not.toContain('"up"');
  });

  it("is the same split at every byte, byte by byte and merged", () => {
    const { length } = Buffer.from(text);
    for (let cut = 1; cut < length; cut += 1)
      if (run(pair, text, [cut]).out !== whole.out) expect.fail(`differs when cut at ${cut}`);
    expect(
      run(
        pair,
        text,
        Array.from({ length: length - 1 }, (_, i) => i + 1),
      ).out,
    ).toBe(whole.out);
  });

  it.each(["\r\n", "\r"])("is the same with line ends %j", (end) => {
    expect(run(pair, text.replaceAll("\n", end)).out).toBe(whole.out);
  });

  it("is the same with comments and malformed frames between", () => {
    const noise = ": ping\n\ndata: {broken\n\ndata: null\n\n";
    expect(run(pair, noise + text.replaceAll("\n\n", `\n\n${noise}`)).out).toBe(whole.out);
  });

  it("is not meaningful before content", () => {
    const first = pair.frames.findIndex(({ content }) => content);
    expect(run(pair, sse(pair.frames.slice(0, first))).tap.facts.meaningful).toBe(false);
    expect(run(pair, sse(pair.frames.slice(0, first + 1))).tap.facts.meaningful).toBe(true);
  });

  it("cut before the finish never looks complete", () => {
    const last = pair.frames.findLastIndex(({ content }) => content);
    for (let count = 0; count <= last + 1; count += 1) {
      const { out, tap } = run(pair, sse(pair.frames.slice(0, count)));
      expect(tap.facts.terminal).toBe(false);
      expect(
        dataOf(out).some((json) => json["done"] === true || json["type"] === "message_stop" || "x-llm-gateway" in json),
      ).toBe(false);
    }
  });

  it("cut after the finish is complete", () => {
    const { out, tap, sealed } = run(pair, sse(pair.frames.slice(0, -1)));
    expect(tap.facts.terminal).toBe(true);
    expect(out).toContain(pair.end);
    expect(sealed).toBe(1);
  });

  it("with an error sets it, keeps what came before and ends nothing", () => {
    const first = pair.frames.findIndex(({ content }) => content);
    const error = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"broke"}}\n\n';
    const { out, tap, sealed } = run(
      pair,
      sse(pair.frames.slice(0, first + 2)) + error + sse(pair.frames.slice(first + 2)),
    );
    expect(tap.facts).toMatchObject({ terminal: false, error: { message: "broke" } });
    expect(out).toContain("let me ");
    expect(out).not.toContain("broke");
    expect(sealed).toBe(0);
  });

  it("gives nothing after its end", () => {
    expect(run(pair, text + text).out).toBe(whole.out);
  });
});
