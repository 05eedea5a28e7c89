import { describe, expect, it } from "vitest";
import { SseFrameSplitter } from "../../framing/sse-frames.ts";
import type { AnswerFacts } from "../dialect.ts";
import { dataOf } from "../test-support.ts";
import { openTap } from "./tap.ts";

const tap = (seen: AnswerFacts[] = []) =>
  openTap({
    model: "openai/gpt",
    includeUsage: false,
    quirks: new Set(),
    seal: (facts) => {
      seen.push({ ...facts });
      return '{"request_id":"r"}';
    },
  });
const frame = (type: string, rest: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
const response = (rest: object = {}) => ({
  id: "resp_up",
  object: "response",
  instructions: '"model":"x"',
  model: "gpt",
  ...rest,
});

const call = { type: "function_call", id: "fc_1", call_id: "c1", name: "f", arguments: "{}" };
const usage = { input_tokens: 10, input_tokens_details: { cached_tokens: 4 }, output_tokens: 6 };
const frames = [
  frame("response.created", { sequence_number: 0, response: response({ status: "in_progress", output: [] }) }),
  frame("response.in_progress", { sequence_number: 1, response: response({ status: "in_progress", output: [] }) }),
  frame("response.output_item.added", {
    sequence_number: 2,
    output_index: 0,
    item: { type: "message", id: "m", content: [] },
  }),
  frame("response.output_text.delta", {
    sequence_number: 3,
    delta: 'say \\"model\\": \\"gpt\\" "type":"error"',
    obfuscation: "xyz",
  }),
  ": keep-alive\n\n",
  frame("response.output_item.done", { sequence_number: 4, output_index: 1, item: { ...call, vendor_extra: 1 } }),
  frame("response.completed", {
    sequence_number: 5,
    response: response({ status: "completed", output: [call], usage }),
  }),
];

describe("a relayed response stream", () => {
  it("names the model in every copy of the response, and passes everything else on as it is", () => {
    const seen: AnswerFacts[] = [];
    const watch = tap(seen);
    const out = frames.map((one) => watch.push(one)).join("") + watch.end();
    const expected = frames.join("").replaceAll('"model":"gpt"', '"model":"openai/gpt"');
    expect(out).toBe(`${expected.slice(0, -3)},"x-llm-gateway":{"request_id":"r"}}\n\n`);
    expect(watch.facts).toMatchObject({ terminal: true, meaningful: true, error: undefined });
    expect(seen[0]).toMatchObject({
      finish: { reason: "tool-calls" },
      usage: { inputTokens: 6, cacheReadTokens: 4, outputTokens: 6 },
    });
  });

  it("is the same however the bytes arrive", () => {
    const bytes = Buffer.from(frames.join(""));
    const whole = tap().push(frames.join(""));
    for (const size of [1, 7, 100, bytes.length]) {
      const splitter = new SseFrameSplitter(1_000_000);
      const watch = tap();
      let out = "";
      for (let at = 0; at < bytes.length; at += size) out += watch.push(splitter.push(bytes.subarray(at, at + size)));
      expect(out).toBe(whole);
    }
    expect(tap().push(frames.join("").replaceAll("\n", "\r\n"))).toBe(whole);
  });

  it("is meaningful with the first thing a caller can use", () => {
    const watch = tap();
    for (const one of frames.slice(0, 3)) watch.push(one);
    watch.push(frame("response.output_text.delta", { delta: "" }));
    expect(watch.facts.meaningful).toBe(false);
    watch.push(frame("response.function_call_arguments.delta", { delta: "{" }));
    expect(watch.facts.meaningful).toBe(true);
    const other = tap();
    other.push(frame("response.output_item.added", { item: call }));
    expect(other.facts.meaningful).toBe(true);
  });

  it.each([
    [
      "incomplete",
      response({ status: "incomplete", incomplete_details: { reason: "content_filter" }, output: [call] }),
      "content-filter",
    ],
    ["completed", response({ output: [] }), "stop"],
  ])("ends with %s", (type, body, reason) => {
    const watch = tap();
    const [last] = dataOf(watch.push(frame(`response.${type}`, { response: body })));
    expect(watch.facts.finish?.reason).toBe(reason);
    expect(last?.["x-llm-gateway"]).toEqual({ request_id: "r" });
    expect(watch.push(frames[3] ?? "")).toBe("");
  });

  it.each([
    [
      "a failed response",
      frame("response.failed", {
        response: response({ status: "failed", error: { code: "server_error", message: "boom" } }),
      }),
    ],
    ["an error event", frame("error", { code: "server_error", message: "boom", param: null })],
    ["an error that OpenAI nests", frame("error", { error: { code: "server_error", message: "boom" } })],
    ["an error without a type", 'data: {"error":{"message":"boom","code":"server_error"}}\n\n'],
  ])("holds back %s, before and after the answer began", (_name, bad) => {
    for (const before of [frames.slice(0, 2), frames.slice(0, 4)]) {
      const watch = tap();
      const out = watch.push(before.join("") + bad);
      expect(watch.facts).toMatchObject({ terminal: false, error: { kind: "server", message: "boom" } });
      expect(out).not.toContain("boom");
      expect(watch.end()).toBe("");
    }
  });

  it("that stops without its end is not given one, and a foreign sentinel does not count", () => {
    const watch = tap();
    watch.push(`${frames.slice(0, 4).join("")}data: [DONE]\n\n`);
    expect(watch.end()).toBe("");
    expect(watch.facts.terminal).toBe(false);
  });
});
