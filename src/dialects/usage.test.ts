import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completionTokens, emptyUsage, promptTokens, type Usage } from "../canonical/usage.ts";
import { mapFinish as mapAnthropic, stopMembers } from "./anthropic-messages/finish.ts";
import { mergeUsage, readUsage as readAnthropic, writeUsage as writeAnthropic } from "./anthropic-messages/usage.ts";
import type { JsonObject } from "./dialect.ts";
import { finishWord, mapFinish as mapChat, withCalls } from "./openai-chat/finish.ts";
import { readUsage as readChat, writeUsage as writeChat } from "./openai-chat/usage.ts";
import type { Quirk } from "./quirks.ts";

const none = new Set<Quirk>();
const outside = new Set<Quirk>(["reasoning-outside-completion"]);
const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as JsonObject;

const chat: readonly [string, JsonObject, ReadonlySet<Quirk>, Partial<Usage>][] = [
  [
    "subsets of the totals (trap 7)",
    {
      prompt_tokens: 10,
      completion_tokens: 8,
      prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 3 },
      completion_tokens_details: { reasoning_tokens: 5 },
    },
    none,
    { inputTokens: 3, cacheReadTokens: 4, cacheWriteTokens: 3, outputTokens: 3, reasoningTokens: 5 },
  ],
  [
    "DeepSeek",
    { prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 6, prompt_cache_miss_tokens: 4 },
    none,
    { inputTokens: 4, cacheReadTokens: 6, outputTokens: 1 },
  ],
  [
    "DeepSeek without a total",
    { prompt_cache_hit_tokens: 6, prompt_cache_miss_tokens: 4 },
    none,
    { inputTokens: 4, cacheReadTokens: 6 },
  ],
  ["Mistral", { prompt_tokens: 10, num_cached_tokens: 2 }, none, { inputTokens: 8, cacheReadTokens: 2 }],
  [
    "cache counted beside the prompt (xAI)",
    { prompt_tokens: 3, prompt_tokens_details: { cached_tokens: 9 } },
    none,
    { inputTokens: 3, cacheReadTokens: 9 },
  ],
  [
    "reasoning beside the completion",
    { completion_tokens: 8, completion_tokens_details: { reasoning_tokens: 5 } },
    outside,
    { outputTokens: 8, reasoningTokens: 5 },
  ],
  [
    "reasoning that cannot be inside",
    { completion_tokens: 3, reasoning_tokens: 5 },
    none,
    { outputTokens: 3, reasoningTokens: 5 },
  ],
  [
    "nonsense",
    {
      prompt_tokens: -3,
      completion_tokens: null,
      prompt_tokens_details: "x",
      completion_tokens_details: { reasoning_tokens: "7" },
    },
    none,
    {},
  ],
];

describe("chat usage", () => {
  it.each(chat)("%s", (_name, wire, quirks, usage) => {
    expect(readChat(wire, quirks)).toEqual({ ...emptyUsage(), ...usage });
  });
});

const anthropic: readonly [string, JsonObject, Partial<Usage>][] = [
  [
    "cache beside the input, by lifetime",
    {
      input_tokens: 5,
      cache_read_input_tokens: 4,
      cache_creation_input_tokens: 9,
      cache_creation: { ephemeral_5m_input_tokens: 6, ephemeral_1h_input_tokens: 3 },
      output_tokens: 10,
      output_tokens_details: { thinking_tokens: 7 },
    },
    {
      inputTokens: 5,
      cacheReadTokens: 4,
      cacheWriteTokens: 6,
      cacheWriteLongTokens: 3,
      outputTokens: 3,
      reasoningTokens: 7,
    },
  ],
  ["only the sum of what was written", { cache_creation_input_tokens: 9 }, { cacheWriteTokens: 9 }],
  [
    "more written than the lifetimes say",
    { cache_creation_input_tokens: 9, cache_creation: { ephemeral_1h_input_tokens: 3 } },
    { cacheWriteTokens: 6, cacheWriteLongTokens: 3 },
  ],
  [
    "thinking larger than the output",
    { output_tokens: 2, output_tokens_details: { thinking_tokens: 7 } },
    { reasoningTokens: 2 },
  ],
  [
    "compaction beside the totals",
    {
      input_tokens: 1,
      output_tokens: 1,
      iterations: [
        { type: "message", input_tokens: 1, output_tokens: 1 },
        { type: "compaction", input_tokens: 5, output_tokens: 2 },
      ],
    },
    { inputTokens: 6, outputTokens: 3 },
  ],
];

describe("message usage", () => {
  it.each(anthropic)("%s", (_name, wire, usage) => {
    expect(readAnthropic(wire)).toEqual({ ...emptyUsage(), ...usage });
  });
  it("merges what the frames of a stream tell", () => {
    const known: JsonObject = {};
    mergeUsage(known, { input_tokens: 5, output_tokens: 1, cache_read_input_tokens: 3 });
    mergeUsage(known, "nonsense");
    const usage = mergeUsage(known, { input_tokens: null, output_tokens: 9 });
    expect(usage).toEqual({ ...emptyUsage(), inputTokens: 5, outputTokens: 9, cacheReadTokens: 3 });
  });
});

const counter = fc.nat({ max: 1_000_000 });
const anyUsage = fc.record({
  inputTokens: counter,
  cacheReadTokens: counter,
  cacheWriteTokens: counter,
  cacheWriteLongTokens: counter,
  outputTokens: counter,
  reasoningTokens: counter,
});

describe("usage through a wire", () => {
  it("Anthropic's keeps every counter", () => {
    fc.assert(
      fc.property(anyUsage, (usage) => {
        expect(readAnthropic(json(writeAnthropic(usage)))).toEqual(usage);
      }),
    );
  });
  it("OpenAI's keeps every sum; only the lifetime of cache writes is lost", () => {
    fc.assert(
      fc.property(anyUsage, (usage) => {
        const wire = writeChat(usage);
        const merged = {
          ...usage,
          cacheWriteTokens: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
          cacheWriteLongTokens: 0,
        };
        expect(readChat(json(wire), none)).toEqual(merged);
        expect(wire.total_tokens).toBe(promptTokens(usage) + completionTokens(usage));
      }),
    );
  });
  it("no counter is ever negative or broken, whatever comes", () => {
    const names = [
      "prompt_tokens",
      "completion_tokens",
      "prompt_tokens_details",
      "cached_tokens",
      "input_tokens",
      "output_tokens",
      "cache_creation",
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.anything()), (wire) => {
        for (const usage of [readChat(wire, none), readChat(wire, outside), readAnthropic(wire)]) {
          for (const value of Object.values(usage)) expect(Number.isInteger(value) && value >= 0).toBe(true);
        }
      }),
    );
  });
});

describe("finish reasons", () => {
  it.each([
    ["stop", "stop"],
    ["eos", "stop"],
    ["tool_calls", "tool-calls"],
    ["function_call", "tool-calls"],
    ["length", "length"],
    ["model_length", "length"],
    ["content_filter", "content-filter"],
    ["error", "error"],
    ["constructor", "stop"],
  ])("chat %s is %s", (raw, reason) => expect(mapChat(raw)).toEqual({ reason, raw }));
  it.each([
    ["end_turn", "stop"],
    ["tool_use", "tool-calls"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["refusal", "content-filter"],
    ["pause_turn", "paused"],
    ["toString", "stop"],
  ])("message %s is %s", (raw, reason) => expect(mapAnthropic(raw, null)).toEqual({ reason, raw }));
  it("keeps the stop sequence", () => {
    const finish = mapAnthropic("stop_sequence", "END");
    expect(finish).toEqual({ reason: "stop-sequence", raw: "stop_sequence", stopSequence: "END" });
    expect(stopMembers(finish, false)).toEqual({ stop_reason: "stop_sequence", stop_sequence: "END" });
  });
  it("lets calls win over stop only (trap 2)", () => {
    const reasons = ["stop", "length", "content-filter"] as const;
    expect(reasons.map((reason) => withCalls({ reason }, true).reason)).toEqual([
      "tool-calls",
      "length",
      "content-filter",
    ]);
  });
  it.each(["error", "interrupted"] as const)("has no word for %s", (reason) => {
    expect(() => finishWord({ reason })).toThrow();
    expect(() => stopMembers({ reason }, false)).toThrow();
  });
});
