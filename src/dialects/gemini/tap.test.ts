import { describe, expect, it } from "vitest";
import { GET_TIME, GET_WEATHER, ODD_TEXT } from "../../../test/upstream/reply.ts";
import { SseFrameSplitter } from "../../framing/sse-frames.ts";
import type { StreamTap } from "../dialect.ts";
import { dataOf } from "../test-support.ts";
import { openTap } from "./tap.ts";

const GATEWAY = '{"request_id":"req_1"}';
const LABEL = "prov/modèl";
const LABEL_JSON = '"prov/mod\\u00e8l"';

function open(): StreamTap {
  return openTap({ model: LABEL, includeUsage: false, quirks: new Set(), seal: () => GATEWAY });
}

function run(text: string, size = Number.MAX_SAFE_INTEGER): { out: string; tap: StreamTap } {
  const tap = open();
  const splitter = new SseFrameSplitter(1_000_000);
  const bytes = Buffer.from(text);
  let out = "";
  for (let i = 0; i < bytes.length; i += size) out += tap.push(splitter.push(bytes.subarray(i, i + size)));
  return { out: Buffer.from(out + tap.end(), "latin1").toString("utf8"), tap };
}

/** As Google writes it: a space after each colon. */
const frame = (json: object): string => `data: ${JSON.stringify(json).replaceAll('":', '": ')}\n\n`;
const usage = (n: number) => ({ promptTokenCount: 9, candidatesTokenCount: n, totalTokenCount: 9 + n });
const chunk = (parts: object[], n: number, more: object = {}, beside: object = {}): string =>
  frame({
    candidates: [{ content: { parts, role: "model" }, index: 0, ...more }],
    usageMetadata: usage(n),
    modelVersion: "gemini-x",
    responseId: "r",
    ...beside,
  });
const STOP = { finishReason: "STOP" };
const call = (name: string, args: string) => ({ functionCall: { name, args: JSON.parse(args) as object } });

const FRAMES = [
  chunk([{ text: "hm ", thought: true }], 1),
  ...ODD_TEXT.map((text, i) => chunk([{ text }], 2 + i)),
  chunk([{ text: '"modelVersion": "gemini-x"' }], 20),
  chunk([{ text: '{"error":{"code":500}}' }], 21),
  chunk(
    [
      { ...call(GET_WEATHER.name, GET_WEATHER.arguments), thoughtSignature: "s==" },
      call(GET_TIME.name, '{"modelVersion":"gemini-x"}'),
    ],
    30,
  ),
  chunk([{ text: "" }], 31, STOP),
];
const TEXT = FRAMES.join("");

/** The answering model renamed where the wire names it, and the gateway's object on the last frame. */
function expected(frames: readonly string[]): string {
  const renamed = frames.map((one) => {
    const at = one.lastIndexOf('"modelVersion": "gemini-x"');
    return `${one.slice(0, at)}"modelVersion":${LABEL_JSON}${one.slice(at + '"modelVersion": "gemini-x"'.length)}`;
  });
  return renamed.join("").replace(/\}\n\n$/, `,"x-llm-gateway":${GATEWAY}}\n\n`);
}

describe("a relayed stream", () => {
  it("is byte-faithful but for the model and the last frame", () => {
    const { out, tap } = run(TEXT);
    expect(out).toBe(expected(FRAMES));
    expect(tap.facts).toMatchObject({
      meaningful: true,
      terminal: true,
      error: undefined,
      finish: { reason: "tool-calls", raw: "STOP" },
      usage: { inputTokens: 9, outputTokens: 31 },
    });
  });

  it("is the same split at every byte, byte by byte, merged, and with other line ends", () => {
    for (const size of [1, 2, 3, 7, 64, 300]) expect(run(TEXT, size).out, `pieces of ${size}`).toBe(expected(FRAMES));
    const bytes = Buffer.from(TEXT);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const tap = open();
      const splitter = new SseFrameSplitter(1_000_000);
      const out =
        tap.push(splitter.push(bytes.subarray(0, cut))) + tap.push(splitter.push(bytes.subarray(cut))) + tap.end();
      if (Buffer.from(out, "latin1").toString("utf8") !== expected(FRAMES)) expect.fail(`differs when cut at ${cut}`);
    }
    expect(run(TEXT.replaceAll("\n", "\r\n")).out).toBe(expected(FRAMES));
  });

  it("holds back what may be the last frame, and lets it go when more comes", () => {
    const tap = open();
    expect(tap.push(FRAMES[0] ?? "")).not.toBe("");
    expect(tap.push(chunk([{ text: "a" }], 2, STOP))).toBe("");
    const next = tap.push(frame({ usageMetadata: usage(7), modelVersion: "gemini-x" }));
    expect(dataOf(next)).toMatchObject([{ candidates: [{ finishReason: "STOP" }] }]);
    expect(tap.facts.terminal).toBe(false);
    expect(dataOf(tap.end())).toMatchObject([{ usageMetadata: usage(7), "x-llm-gateway": { request_id: "req_1" } }]);
    expect(tap.facts).toMatchObject({ terminal: true, usage: { outputTokens: 7 } });
    expect(tap.end()).toBe("");
  });

  it("is whole only when each of its answers has ended", () => {
    const two = (finished: object[]) => frame({ candidates: finished });
    const tap = open();
    tap.push(
      two([
        { index: 0, content: { parts: [{ text: "a" }] } },
        { index: 1, content: { parts: [{ text: "b" }] } },
      ]),
    );
    tap.push(two([{ index: 0, ...STOP }]));
    expect(tap.facts.finish).toBeUndefined();
    expect(run(two([{ index: 0, ...STOP }, { index: 1 }])).out).not.toContain("x-llm-gateway");
    tap.push(two([{ index: 1, finishReason: "MAX_TOKENS" }]));
    expect(tap.facts.finish).toEqual({ reason: "length", raw: "MAX_TOKENS" });
  });

  it("says that a call was made even when it came after the finish (trap 1)", () => {
    expect(run(chunk([{ text: "a" }], 1, STOP) + chunk([call("f", "{}")], 2)).tap.facts.finish?.reason).toBe(
      "tool-calls",
    );
  });

  it.each<[string, string, boolean]>([
    ["nothing", "", false],
    ["an empty text", chunk([{ text: "" }], 1), false],
    ["counters", frame({ usageMetadata: usage(1) }), false],
    ["an empty thought", chunk([{ text: "", thought: true }], 1), false],
    ["text", chunk([{ text: "a" }], 1), true],
    ["a signature", chunk([{ text: "", thoughtSignature: "s" }], 1), true],
    ["a call", chunk([call("f", "{}")], 1), true],
    ["a finish", chunk([], 1, STOP), true],
    ["a blocked prompt", frame({ promptFeedback: { blockReason: "SAFETY" } }), true],
  ])("is meaningful with the first content: %s", (_name, text, meaningful) => {
    expect(run(text).tap.facts.meaningful).toBe(meaningful);
  });

  it("ends complete when the prompt was blocked", () => {
    const { out, tap } = run(frame({ promptFeedback: { blockReason: "SAFETY" }, usageMetadata: usage(0) }));
    expect(tap.facts).toMatchObject({ terminal: true, finish: { reason: "content-filter", raw: "SAFETY" } });
    expect(
      run(frame({ promptFeedback: { blockReason: "SAFETY" }, candidates: [{ index: 0 }] })).tap.facts.terminal,
    ).toBe(true);
    expect(dataOf(out)).toMatchObject([{ promptFeedback: { blockReason: "SAFETY" }, "x-llm-gateway": {} }]);
  });

  it("never looks complete when it broke off", () => {
    const { out, tap } = run(FRAMES.slice(0, -1).join(""));
    expect(tap.facts.terminal).toBe(false);
    expect(out).not.toContain("x-llm-gateway");
  });

  it("stops at an error and keeps it from the caller (trap 16)", () => {
    const error = frame({ error: { code: 503, message: "overloaded", status: "UNAVAILABLE" } });
    const { out, tap } = run(FRAMES[0] + error + FRAMES[1]);
    expect(tap.facts).toMatchObject({ terminal: false, error: { kind: "overloaded", status: 503 } });
    expect(dataOf(out)).toHaveLength(1);
  });

  it("leaves out what is no chunk", () => {
    expect(dataOf(run(`data: {broken\n\ndata: [DONE]\n\n${chunk([{ text: "a" }], 1, STOP)}`).out)).toHaveLength(1);
  });
});
