import { describe, expect, it } from "vitest";
import { chatChunks } from "../../../test/upstream/openai-chat.ts";
import { GET_TIME, GET_WEATHER, ODD_TEXT } from "../../../test/upstream/reply.ts";
import type { Frame } from "../../../test/upstream/types.ts";
import { SseFrameSplitter } from "../../framing/sse-frames.ts";
import type { StreamTap } from "../dialect.ts";
import { dataOf } from "../test-support.ts";
import { openTap } from "./tap.ts";

const GATEWAY = '{"request_id":"req_1"}';
const LABEL = "prov/model";

interface Made {
  readonly tap: StreamTap;
  readonly sealed: () => number;
}

function make(includeUsage = false, model = LABEL): Made {
  let sealed = 0;
  const seal = (): string => {
    sealed += 1;
    return GATEWAY;
  };
  return { tap: openTap({ model, includeUsage, quirks: new Set(), seal }), sealed: () => sealed };
}

const sse = (frames: readonly Frame[]): string => frames.map(({ data }) => `data: ${data}\n\n`).join("");

function run(
  text: string,
  includeUsage = false,
  size = Number.MAX_SAFE_INTEGER,
  model = LABEL,
): { out: string; tap: StreamTap } {
  const { tap } = make(includeUsage, model);
  const splitter = new SseFrameSplitter(1_000_000);
  const bytes = Buffer.from(text);
  let out = "";
  for (let i = 0; i < bytes.length; i += size) out += tap.push(splitter.push(bytes.subarray(i, i + size)));
  const rest = splitter.rest();
  if (rest !== "") out += tap.push(`${rest}\n\n`);
  return { out: Buffer.from(out + tap.end(), "latin1").toString("utf8"), tap };
}

const chunk = (delta: object, finish: string | null = null, more: object = {}): string =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "up", choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;
const DONE = "data: [DONE]\n\n";
const role = chunk({ role: "assistant", content: "" });

const CONTENT = [
  ...ODD_TEXT,
  '{"finish_reason":"stop"}',
  '"usage":{"prompt_tokens":9}',
  "[DONE]",
  "data: [DONE]\n\n",
  '"model":"up"',
  '"error":{"message":"x"}',
  "}\n\n",
];
const INPUT = {
  model: "up-model",
  text: CONTENT,
  toolCalls: [
    GET_WEATHER,
    { ...GET_TIME, arguments: '{"finish_reason":"stop","model":"up-model","usage":{"a":1},"error":1}' },
  ],
};

describe("a relayed chat stream", () => {
  const cases = [false, true].flatMap((caller) => [false, true].map((upstream) => ({ caller, upstream })));

  it.each(cases)("is byte-faithful but for the documented edits (%j)", ({ caller, upstream }) => {
    const frames = chatChunks(INPUT, upstream);
    const { out } = run(sse(frames), caller);
    const kept = frames.slice(0, -1).filter(({ data }) => caller || !data.includes('"choices":[]'));
    const expected = kept.map(({ data }, i) => {
      const renamed = data.replace('"model":"up-model"', `"model":"${LABEL}"`);
      const text = caller ? renamed : renamed.replace(',"usage":null', "");
      if (i < kept.length - 1) return `data: ${text}\n\n`;
      const bare = caller ? text : text.replace(/,"usage":(null|\{.*\})\}$/, "}");
      return `data: ${bare.slice(0, -1)},"x-llm-gateway":${GATEWAY}}\n\n`;
    });
    expect(out).toBe(expected.join("") + DONE);
  });

  it.each(cases)("is the same split at every byte, byte by byte and merged (%j)", ({ caller, upstream }) => {
    const text = sse(chatChunks(INPUT, upstream));
    const whole = run(text, caller).out;
    for (const size of [1, 2, 3, 7, 64, 300, 1024])
      expect(run(text, caller, size).out, `pieces of ${size}`).toBe(whole);
    for (let cut = 1; cut < Buffer.byteLength(text); cut += 1) {
      const { tap } = make(caller);
      const splitter = new SseFrameSplitter(1_000_000);
      const bytes = Buffer.from(text);
      const out = tap.push(splitter.push(bytes.subarray(0, cut))) + tap.push(splitter.push(bytes.subarray(cut)));
      if (Buffer.from(out, "latin1").toString("utf8") !== whole) expect.fail(`differs when cut at ${cut}`);
    }
  });

  it("names the answering model in every chunk and seals the last one only, once", () => {
    const made = make(true);
    const out = made.tap.push(sse(chatChunks(INPUT, true)));
    const data = dataOf(out).filter((json) => json["done"] !== true);
    expect(new Set(data.map((json) => json["model"]))).toEqual(new Set([LABEL]));
    expect(data.map((json) => "x-llm-gateway" in json)).toEqual([...data.slice(1).map(() => false), true]);
    expect(made.sealed()).toBe(1);
  });

  it("reads usage and finish, also where the usage chunk is withheld", () => {
    const { tap } = run(sse(chatChunks({ ...INPUT, usage: { input: 50, output: 20, cacheRead: 10 } }, true)));
    expect(tap.facts).toMatchObject({
      meaningful: true,
      terminal: true,
      error: undefined,
      finish: { reason: "tool-calls" },
    });
    expect(tap.facts.usage).toMatchObject({ inputTokens: 40, cacheReadTokens: 10, outputTokens: 20 });
  });

  it("names the answering model though the upstream changes its spelling in mid-stream", () => {
    const one = chunk({ content: "a" });
    const text = role + one + one.replace('"model":"up"', '"model": "up-2026"') + chunk({}, "stop") + DONE;
    for (const size of [1, 10_000]) {
      const data = dataOf(run(text, false, size).out).filter((json) => json["done"] !== true);
      expect(new Set(data.map((json) => json["model"]))).toEqual(new Set([LABEL]));
    }
  });

  it.each(["prov/a$$b", "prov/$&", "prov/模型", 'prov/q"\\'])("writes the label %j as it is", (model) => {
    const { out } = run(
      role + chunk({ content: "a" }) + chunk({ content: "b" }) + chunk({ content: "c" }) + chunk({}, "stop") + DONE,
      false,
      40,
      model,
    );
    const data = dataOf(out).filter((json) => json["done"] !== true);
    expect(new Set(data.map((json) => json["model"]))).toEqual(new Set([model]));
  });

  it("writes a label with non-ASCII letters into the chunk it adds itself", () => {
    const { tap } = make(false, "prov/模型");
    const text =
      role + chunk({ content: "a" }) + chunk({}, "stop") + 'data: {"choices":[],"note":1,"model":"up"}\n\n' + DONE;
    const out = Buffer.from(tap.push(text), "latin1").toString("utf8");
    expect(dataOf(out).filter((json) => "x-llm-gateway" in json)).toEqual([
      expect.objectContaining({ model: "prov/模型" }),
    ]);
  });
});

describe("the commit point", () => {
  it.each([
    [": ping\n\n", false],
    [role, false],
    [chunk({ role: "assistant", content: null, refusal: null, tool_calls: [] }), false],
    [chunk({ reasoning_content: "" }), false],
    [chunk({}, ""), false],
    ['data: {"choices":[],"prompt_filter_results":[]}\n\n', false],
    [chunk({ content: "a" }), true],
    [chunk({ content: " " }), true],
    [chunk({ reasoning_content: "a" }), true],
    [chunk({ refusal: "no" }), true],
    [chunk({ content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] }), true],
    [chunk({ images: [{ type: "image_url", image_url: { url: "data:image/png;base64,AA==" } }] }), true],
    [chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "" } }] }), true],
    [chunk({}, "stop"), true],
  ])("%s → %s", (text, meaningful) => {
    const { tap } = make();
    tap.push(text);
    expect(tap.facts.meaningful).toBe(meaningful);
  });
});

describe("endings", () => {
  const start = role + chunk({ content: "a" });
  const usage = { prompt_tokens: 4, completion_tokens: 2 };
  const usageChunk = `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "up", choices: [], usage })}\n\n`;

  it.each([1, 50, 10_000])("closes without [DONE] when a finish was told (pieces of %i)", (size) => {
    const { out, tap } = run(start + chunk({}, "stop"), false, size);
    expect(tap.facts.terminal).toBe(true);
    expect(dataOf(out).slice(-2)).toEqual([
      expect.objectContaining({ "x-llm-gateway": { request_id: "req_1" } }),
      { done: true },
    ]);
  });

  it.each([1, 50, 10_000])("gives nothing at the end when no finish was told (pieces of %i)", (size) => {
    const { out, tap } = run(start, false, size);
    expect(tap.facts.terminal).toBe(false);
    expect(out).not.toContain("[DONE]");
    expect(out).not.toContain("x-llm-gateway");
  });

  it("takes usage that comes long after the finish", () => {
    const { out, tap } = run(start + chunk({}, "stop") + ": wait\n\n" + usageChunk + DONE, true);
    expect(tap.facts.usage).toMatchObject({ inputTokens: 4, outputTokens: 2 });
    expect(dataOf(out).slice(-2)).toEqual([
      expect.objectContaining({ usage, "x-llm-gateway": { request_id: "req_1" } }),
      { done: true },
    ]);
  });

  it("takes usage on the finishing chunk, and hides it from a caller who did not ask", () => {
    const last = chunk({}, "stop", { usage });
    expect(dataOf(run(start + last + DONE, true).out).at(-2)).toMatchObject({ usage });
    const silent = run(start + last + DONE, false);
    expect(silent.tap.facts.usage).toMatchObject({ inputTokens: 4 });
    expect(dataOf(silent.out).at(-2)).not.toHaveProperty("usage");
  });

  it("reads usage in x_groq", () => {
    const { tap } = run(start + chunk({}, "stop", { x_groq: { id: "r", usage } }) + DONE);
    expect(tap.facts.usage).toMatchObject({ inputTokens: 4, outputTokens: 2 });
  });

  // Moonshot; usage.ts has findUsage() for it, and the translated stream reads it (traps 8 and 9).
  it("reads usage in the choice", () => {
    const last = `data: ${JSON.stringify({ model: "up", choices: [{ index: 0, delta: {}, finish_reason: "stop", usage }] })}\n\n`;
    expect(run(start + last + DONE).tap.facts.usage).toMatchObject({ inputTokens: 4, outputTokens: 2 });
  });

  it("gives nothing after the end", () => {
    const { out } = run(start + chunk({}, "stop") + DONE + chunk({ content: "late" }) + DONE);
    expect(out).not.toContain("late");
    expect(out.match(/\[DONE\]/g)).toHaveLength(1);
  });

  // The decoder of the same wire calls this 'interrupted'.
  it("does not take a lone [DONE] for an answer", () => {
    expect(run(DONE).tap.facts.terminal).toBe(false);
  });
});
