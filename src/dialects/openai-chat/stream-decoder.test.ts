import { describe, expect, it } from "vitest";
import type { StreamEvent } from "../../canonical/response.ts";
import type { Quirk } from "../quirks.ts";
import { decodeAll } from "../test-support.ts";
import { openDecoder } from "./stream-decoder.ts";

const delta = (value: object, finish: string | null = null) => ({
  id: "c/1",
  model: "m",
  choices: [{ index: 0, delta: value, finish_reason: finish }],
});
const call = (value: object) => delta({ tool_calls: [value] });
const done = { id: "x", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
const decode = (...frames: unknown[]) => decodeAll(openDecoder(new Set<Quirk>()), frames);

/** Calls of an answer as `id name arguments`. */
function callsOf(events: readonly StreamEvent[]): string[] {
  const calls = new Map<number, string>();
  for (const event of events) {
    if (event.type === "block-start" && event.block.kind === "tool-call")
      calls.set(event.index, `${event.block.id} ${event.block.name} `);
    if (event.type === "block-delta" && calls.has(event.index))
      calls.set(event.index, `${calls.get(event.index)}${event.text}`);
  }
  return [...calls.values()];
}

const fn = (name: string | undefined, args: unknown) => ({ ...(name === undefined ? {} : { name }), arguments: args });

describe("tool calls of vendors (trap 10)", () => {
  const cases: readonly [string, object[], string[]][] = [
    [
      "by the contract, interleaved",
      [
        { index: 0, id: "a", function: fn("f", "") },
        { index: 1, id: "b", function: fn("g", "") },
        { index: 0, function: fn(undefined, "{}") },
        { index: 1, function: fn(undefined, '{"x":1}') },
      ],
      ["a f {}", 'b g {"x":1}'],
    ],
    [
      "index 0 for all, whole calls",
      [
        { index: 0, id: "a", function: fn("f", '{"x":1}') },
        { index: 0, id: "b", function: fn("f", '{"x":2}') },
      ],
      ['a f {"x":1}', 'b f {"x":2}'],
    ],
    [
      "index 0 for all, in fragments",
      [
        { index: 0, id: "a", function: fn("f", "{") },
        { index: 0, function: fn(undefined, "}") },
        { index: 0, id: "b", function: fn("g", "{") },
        { index: 0, function: fn(undefined, "}") },
      ],
      ["a f {}", "b g {}"],
    ],
    [
      "no index",
      [{ id: "a", function: fn("f", "{") }, { function: fn(undefined, "}") }, { id: "b", function: fn("g", "{}") }],
      ["a f {}", "b g {}"],
    ],
    [
      "id and name in every fragment",
      [
        { index: 0, id: "a", function: fn("f", "{") },
        { index: 0, id: "a", function: fn("f", '"x":') },
        { index: 0, id: "a", function: fn("f", "1}") },
      ],
      ['a f {"x":1}'],
    ],
    [
      "a new id for every fragment",
      [
        { index: 0, id: "a", function: fn("f", "{") },
        { index: 0, id: "z", function: fn("", "}") },
      ],
      ["a f {}"],
    ],
    [
      "id after the name",
      [
        { index: 0, function: fn("f", "{") },
        { index: 0, id: "a", function: fn(undefined, "}") },
      ],
      ["a f {}"],
    ],
    [
      "no id at all",
      [
        { index: 0, function: fn("f", "{}") },
        { index: 1, function: fn("g", "{}") },
      ],
      ["call_c_1_0 f {}", "call_c_1_1 g {}"],
    ],
    [
      "no id, no index, the same function twice",
      [{ function: fn("f", '{"x":1}') }, { function: fn("f", '{"x":2}') }],
      ['call_c_1_0 f {"x":1}', 'call_c_1_1 f {"x":2}'],
    ],
    ["arguments as an object", [{ index: 0, id: "a", function: fn("f", { x: 1 }) }], ['a f {"x":1}']],
    ["no name ever", [{ index: 0, id: "a", function: fn(undefined, "{}") }], []],
    [
      "sparse indexes",
      [
        { index: 3, id: "a", function: fn("f", "{}") },
        { index: 7, id: "b", function: fn("g", "{}") },
      ],
      ["a f {}", "b g {}"],
    ],
  ];
  it.each(cases)("%s", (_name, fragments, calls) => {
    const events = decode(...fragments.map(call), done);
    expect(callsOf(events)).toEqual(calls);
    if (calls.length > 0) expect(events.at(-1)).toMatchObject({ finish: { reason: "tool-calls", raw: "stop" } });
  });
  it("ends whole calls when something else begins", () => {
    const events = decode(call({ index: 0, id: "a", function: fn("f", "{}") }), delta({ content: "x" }));
    expect(events.map((event) => event.type)).toEqual([
      "start",
      "block-start",
      "block-delta",
      "block-end",
      "block-start",
      "block-delta",
      "finish",
    ]);
  });
  it("reads the old function_call", () => {
    expect(
      callsOf(
        decode(
          delta({ function_call: { name: "f", arguments: "{" } }),
          delta({ function_call: { arguments: "}" } }),
          done,
        ),
      ),
    ).toEqual(["call_c_1_0 f {}"]);
  });
});

const usage = { prompt_tokens: 1, completion_tokens: 2 };

describe("deviations of vendors", () => {
  const texts = (events: readonly StreamEvent[]) =>
    events.flatMap((event) => (event.type === "block-delta" ? [event.text] : []));
  it.each([
    ["in its own chunk", [done, { choices: [], usage }]],
    ["with empty deltas", [done, { choices: [{ index: 0, delta: {} }], usage }]],
    ["on the finish chunk", [{ ...done, usage }]],
    ["before the finish", [{ choices: [], usage }, done]],
    ["in x_groq", [{ ...done, x_groq: { usage } }]],
    ["in the choice", [{ choices: [{ index: 0, delta: {}, finish_reason: "stop", usage }] }]],
  ])("usage %s (traps 8, 9)", (_name, frames) => {
    expect(decode(delta({ content: "x" }), ...frames).at(-1)).toMatchObject({
      type: "finish",
      usage: { inputTokens: 1, outputTokens: 2 },
    });
  });
  it.each([
    ["reasoning_content", { reasoning_content: "t" }],
    ["reasoning", { reasoning: "t" }],
    ["both alike", { reasoning: "t", reasoning_content: "t" }],
    ["reasoning_details", { reasoning_details: [{ type: "reasoning.text", text: "t" }] }],
    ["repeated in details", { reasoning: "t", reasoning_details: [{ type: "reasoning.text", text: "t" }] }],
    ["Mistral's parts", { content: [{ type: "thinking", thinking: [{ type: "text", text: "t" }] }] }],
  ])("reasoning in %s", (_name, value) => {
    const events = decode(delta(value), done);
    expect(events[1]).toMatchObject({ block: { kind: "reasoning" } });
    expect(texts(events)).toEqual(["t"]);
  });
  it("finishes once, last, whatever is repeated (trap 24)", () => {
    const events = decodeAll(
      openDecoder(new Set()),
      `data: ${JSON.stringify(done)}\n\ndata: ${JSON.stringify(done)}\n\ndata: [DONE]\n\ndata: [DONE]\n\n`,
    );
    expect(events.map((event) => event.type)).toEqual(["start", "finish"]);
  });
  it("takes an empty finish_reason for none", () => {
    expect(decode(delta({ content: "a" }, ""), delta({ content: "b" }, "")).at(-1)).toMatchObject({
      finish: { reason: "interrupted" },
    });
  });
  it("does without [DONE], and without a finish_reason before it", () => {
    expect(decode(delta({ content: "a" }, "length")).at(-1)).toMatchObject({ finish: { reason: "length" } });
    const said = decodeAll(
      openDecoder(new Set()),
      `data: ${JSON.stringify(delta({ content: "a" }))}\n\ndata: [DONE]\n\n`,
    );
    expect(said.at(-1)).toMatchObject({ finish: { reason: "stop" } });
    expect(decodeAll(openDecoder(new Set()), "data: [DONE]\n\n")).toEqual([
      { type: "finish", finish: { reason: "interrupted" }, usage: undefined },
    ]);
  });
  it("calls never win over length (trap 2)", () => {
    const events = decode(call({ index: 0, id: "a", function: fn("f", '{"x') }), delta({}, "length"));
    expect(events.at(-1)).toMatchObject({ finish: { reason: "length" } });
  });
  it("leaves the blocks of a broken answer open", () => {
    expect(decode(delta({ content: "a" })).map((event) => event.type)).toEqual([
      "start",
      "block-start",
      "block-delta",
      "finish",
    ]);
  });
  it.each([
    ["an error object", { error: { message: "m", code: 502 } }],
    ["an error string", { error: "m" }],
    ["vLLM's flat error", { object: "error", message: "m" }],
    ["an error in the choice", { choices: [{ index: 0, error: { message: "m" }, finish_reason: "error" }] }],
  ])("tells %s and nothing after it (trap 16)", (_name, frame) => {
    const events = decode(delta({ content: "a" }), frame, done);
    expect(events.at(-1)).toMatchObject({ type: "error", error: { kind: "server", message: "m" } });
  });
  it("reads the message of a vendor that does not stream, and the first of several choices", () => {
    expect(texts(decode({ choices: [{ index: 0, message: { content: "all" }, finish_reason: "stop" }] }))).toEqual([
      "all",
    ]);
    expect(
      texts(decode({ choices: [{ index: 1, delta: { content: "no" } }] }, delta({ content: "yes" }), done)),
    ).toEqual(["yes"]);
  });
  it("skips frames that are no JSON objects", () => {
    expect(
      decodeAll(openDecoder(new Set()), "data: {bro\n\ndata: [1]\n\n: comment\n\ndata: null\n\n").map(
        (event) => event.type,
      ),
    ).toEqual(["finish"]);
  });
});
