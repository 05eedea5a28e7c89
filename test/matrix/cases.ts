import type { Block, Carry } from "../../src/canonical/blocks.ts";
import type { ChatRequest, Tool } from "../../src/canonical/request.ts";
import type { BlockHead, StreamEvent } from "../../src/canonical/response.ts";
import { emptyUsage } from "../../src/canonical/usage.ts";

/** What a client may say, in the canonical form: each is said in every wire and sent to every wire. */
export interface RequestCase {
  readonly name: string;
  readonly request: ChatRequest;
}

/** What a model may answer: each comes in every wire and is told to callers of every wire. */
export interface AnswerCase {
  readonly name: string;
  readonly events: readonly StreamEvent[];
}

export const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
export const PDF = "JVBERi0xLjEKMSAwIG9iajw8Pj5lbmRvYmoKdHJhaWxlcjw8Pj4K";
const UNICODE = 'é日本語👩‍👩‍👧 "quotes" \\back\\ \u2028\u2029 \u0007 end';

const text = (value: string): Block => ({ kind: "text", text: value });

const WEATHER: Tool = {
  name: "get_weather",
  description: "Weather of a city",
  parameters: {
    type: "object",
    properties: { city: { type: "string" }, unit: { type: "string", enum: ["c", "f"] } },
    required: ["city"],
  },
};
const CLOCK: Tool = { name: "clock", description: "The time", parameters: { type: "object", properties: {} } };

const SCHEMA = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer" } },
  required: ["name", "age"],
  additionalProperties: false,
};

function ask(changes: Partial<ChatRequest> = {}): ChatRequest {
  return {
    model: "native-model",
    stream: false,
    maxOutputTokens: 1_000,
    messages: [{ role: "user", blocks: [text("Hello")] }],
    unmapped: [],
    ...changes,
  };
}

const CALLS: readonly Block[] = [
  { kind: "tool-call", id: "call_aaaaaaaa1", name: "get_weather", arguments: '{"city":"Paris","unit":"c"}' },
  { kind: "tool-call", id: "call_bbbbbbbb2", name: "get_weather", arguments: '{"city":"Rome"}' },
];

function afterTools(calls: readonly Block[], results: readonly Block[], more: Partial<ChatRequest> = {}): ChatRequest {
  return ask({
    tools: [WEATHER, CLOCK],
    messages: [
      { role: "user", blocks: [text("Weather?")] },
      { role: "assistant", blocks: calls },
      { role: "user", blocks: results },
    ],
    ...more,
  });
}

function result(toolCallId: string, value: string, changes: object = {}): Block {
  return { kind: "tool-result", toolCallId, content: [{ kind: "text", text: value }], ...changes };
}

const foreign: Carry = { dialect: "some-other-wire", data: "opaque-state" };

const HUGE_ARGUMENTS = JSON.stringify({ city: "x".repeat(300_000) });

export const REQUEST_CASES: readonly RequestCase[] = [
  { name: "text", request: ask() },
  {
    name: "system and text",
    request: ask({
      messages: [
        { role: "system", blocks: [text("Be brief.")] },
        { role: "user", blocks: [text("Hello")] },
      ],
    }),
  },
  {
    name: "system in the middle",
    request: ask({
      messages: [
        { role: "user", blocks: [text("Hello")] },
        { role: "assistant", blocks: [text("Hi")] },
        { role: "system", blocks: [text("Be brief.")] },
        { role: "user", blocks: [text("Go on")] },
      ],
    }),
  },
  {
    name: "several turns",
    request: ask({
      messages: [
        { role: "user", blocks: [text("One")] },
        { role: "assistant", blocks: [text("Two")] },
        { role: "user", blocks: [text("Three")] },
      ],
    }),
  },
  { name: "unicode", request: ask({ messages: [{ role: "user", blocks: [text(UNICODE)] }] }) },
  {
    name: "assistant turn to be continued",
    request: ask({
      messages: [
        { role: "user", blocks: [text("Say a poem")] },
        { role: "assistant", blocks: [text("Roses are")] },
      ],
    }),
  },
  { name: "tools", request: ask({ tools: [WEATHER, CLOCK], toolChoice: { kind: "auto" } }) },
  { name: "tool, strict", request: ask({ tools: [{ ...WEATHER, strict: true, parameters: SCHEMA }] }) },
  { name: "tool required", request: ask({ tools: [WEATHER], toolChoice: { kind: "required" } }) },
  { name: "tool named", request: ask({ tools: [WEATHER, CLOCK], toolChoice: { kind: "tool", name: "clock" } }) },
  { name: "tools forbidden", request: ask({ tools: [WEATHER], toolChoice: { kind: "none" } }) },
  {
    name: "tools narrowed",
    request: ask({ tools: [WEATHER, CLOCK], toolChoice: { kind: "allowed", mode: "auto", names: ["clock"] } }),
  },
  { name: "one tool call at a time", request: ask({ tools: [WEATHER], parallelToolCalls: false }) },
  {
    name: "two tool calls and results",
    request: afterTools(CALLS, [result("call_aaaaaaaa1", "18 °C"), result("call_bbbbbbbb2", "21 °C")]),
  },
  {
    name: "text, tool call and result",
    request: afterTools(
      [text("Let me see."), CALLS[0] as Block],
      [result("call_aaaaaaaa1", "18 °C"), text("And now?")],
    ),
  },
  {
    name: "tool call without arguments",
    request: afterTools(
      [{ kind: "tool-call", id: "call_cccccccc3", name: "clock", arguments: "{}" }],
      [result("call_cccccccc3", "noon")],
    ),
  },
  {
    name: "tool result that failed",
    request: afterTools([CALLS[0] as Block], [result("call_aaaaaaaa1", "no such city", { isError: true })]),
  },
  {
    name: "tool result with an image",
    request: afterTools(
      [CALLS[0] as Block],
      [
        {
          kind: "tool-result",
          toolCallId: "call_aaaaaaaa1",
          content: [
            { kind: "text", text: "a map" },
            { kind: "image", source: { kind: "data", mediaType: "image/png", data: PNG } },
          ],
        },
      ],
    ),
  },
  {
    name: "huge arguments",
    request: afterTools(
      [{ kind: "tool-call", id: "call_dddddddd4", name: "get_weather", arguments: HUGE_ARGUMENTS }],
      [result("call_dddddddd4", "done")],
    ),
  },
  {
    name: "custom tool",
    request: afterTools(
      [{ kind: "tool-call", id: "call_eeeeeeee5", name: "patch", arguments: "*** free text ***", custom: true }],
      [result("call_eeeeeeee5", "applied")],
      { tools: [{ name: "patch", description: "Applies a patch", parameters: {}, custom: {} }] },
    ),
  },
  { name: "web search", request: ask({ hostedTools: [{ kind: "web-search", path: "tools[0]" }] }) },
  {
    name: "reasoning replayed to another vendor",
    request: afterTools(
      [{ kind: "reasoning", text: "I should look.", carry: foreign }, CALLS[0] as Block],
      [result("call_aaaaaaaa1", "18 °C")],
    ),
  },
  { name: "reasoning effort", request: ask({ reasoning: { effort: "high" } }) },
  { name: "reasoning budget", request: ask({ reasoning: { budgetTokens: 4_096 }, maxOutputTokens: 20_000 }) },
  { name: "reasoning off", request: ask({ reasoning: { effort: "none" } }) },
  { name: "JSON", request: ask({ responseFormat: { kind: "json" } }) },
  { name: "JSON schema", request: ask({ responseFormat: { kind: "json-schema", name: "person", schema: SCHEMA } }) },
  {
    name: "JSON schema, strict",
    request: ask({ responseFormat: { kind: "json-schema", name: "person", schema: SCHEMA, strict: true } }),
  },
  {
    name: "image by link",
    request: ask({
      messages: [
        {
          role: "user",
          blocks: [text("What is it?"), { kind: "image", source: { kind: "url", url: "https://example.com/a.png" } }],
        },
      ],
    }),
  },
  {
    name: "image inline",
    request: ask({
      messages: [
        {
          role: "user",
          blocks: [text("What is it?"), { kind: "image", source: { kind: "data", mediaType: "image/png", data: PNG } }],
        },
      ],
    }),
  },
  {
    name: "PDF inline",
    request: ask({
      messages: [
        {
          role: "user",
          blocks: [
            { kind: "document", title: "report", source: { kind: "data", mediaType: "application/pdf", data: PDF } },
            text("Sum up"),
          ],
        },
      ],
    }),
  },
  {
    name: "PDF by link",
    request: ask({
      messages: [
        {
          role: "user",
          blocks: [{ kind: "document", source: { kind: "url", url: "https://example.com/a.pdf" } }, text("Sum up")],
        },
      ],
    }),
  },
  {
    name: "text document",
    request: ask({
      messages: [
        {
          role: "user",
          blocks: [
            { kind: "document", title: "notes", source: { kind: "text", text: "All is well." } },
            text("Sum up"),
          ],
        },
      ],
    }),
  },
  {
    name: "audio",
    request: ask({
      messages: [
        { role: "user", blocks: [text("What is said?"), { kind: "audio", format: "wav", data: "UklGRiQAAABXQVZF" }] },
      ],
    }),
  },
  {
    name: "cache marks",
    request: ask({
      tools: [{ ...WEATHER, cache: {} }],
      messages: [
        { role: "system", blocks: [{ kind: "text", text: "A long rule book.", cache: { ttl: "1h" } }] },
        { role: "user", blocks: [{ kind: "text", text: "Hello", cache: {} }] },
      ],
    }),
  },
  { name: "temperature, top_p", request: ask({ temperature: 0.3, topP: 0.9 }) },
  { name: "top_k", request: ask({ topK: 20 }) },
  { name: "penalties, seed", request: ask({ presencePenalty: 0.5, frequencyPenalty: 0.25, seed: 7 }) },
  { name: "stop sequences", request: ask({ stopSequences: ["END", "\n\n"] }) },
  { name: "verbosity", request: ask({ verbosity: "low" }) },
  { name: "user, labels", request: ask({ userId: "user-17", metadata: { team: "blue" } }) },
  { name: "cache key", request: ask({ promptCacheKey: "agent-1" }) },
  { name: "stream", request: ask({ stream: true }) },
];

type Piece = readonly [head: BlockHead, ...deltas: string[]];

/** Events of blocks one after another. */
function blocks(...pieces: readonly Piece[]): StreamEvent[] {
  return pieces.flatMap(([block, ...deltas], index): StreamEvent[] => [
    { type: "block-start", index, block },
    ...deltas.map((delta): StreamEvent => ({ type: "block-delta", index, text: delta })),
    { type: "block-end", index },
  ]);
}

const USAGE = { ...emptyUsage(), inputTokens: 11, outputTokens: 7 };
const start: StreamEvent = { type: "start", id: "up_1", model: "native-model" };

function answer(
  events: readonly StreamEvent[],
  finish: Partial<Extract<StreamEvent, { type: "finish" }>> = {},
): StreamEvent[] {
  return [start, ...events, { type: "finish", finish: { reason: "stop" }, usage: USAGE, ...finish }];
}

const call = (id: string, name = "get_weather"): BlockHead => ({ kind: "tool-call", id, name });

export const ANSWER_CASES: readonly AnswerCase[] = [
  { name: "text", events: answer(blocks([{ kind: "text" }, "Hel", "lo ", "there"])) },
  { name: "unicode", events: answer(blocks([{ kind: "text" }, ...(UNICODE.match(/./gsu) as string[])])) },
  { name: "nothing", events: answer(blocks()) },
  { name: "cut by the limit", events: answer(blocks([{ kind: "text" }, "Half an"]), { finish: { reason: "length" } }) },
  {
    name: "stop sequence",
    events: answer(blocks([{ kind: "text" }, "Up to"]), { finish: { reason: "stop-sequence", stopSequence: "END" } }),
  },
  { name: "content filter", events: answer(blocks([{ kind: "text" }, "I"]), { finish: { reason: "content-filter" } }) },
  { name: "refusal", events: answer(blocks([{ kind: "refusal" }, "I cannot", " help."])) },
  {
    name: "tool call",
    events: answer(blocks([call("call_aaaaaaaa1"), '{"ci', 'ty":"Pa', 'ris"}']), { finish: { reason: "tool-calls" } }),
  },
  {
    name: "tool call without arguments",
    events: answer(blocks([call("call_cccccccc3", "clock")]), { finish: { reason: "tool-calls" } }),
  },
  {
    name: "two tool calls, interleaved",
    events: answer(
      [
        { type: "block-start", index: 0, block: call("call_aaaaaaaa1") },
        { type: "block-start", index: 1, block: call("call_bbbbbbbb2") },
        { type: "block-delta", index: 0, text: '{"city":' },
        { type: "block-delta", index: 1, text: '{"city":"Ro' },
        { type: "block-delta", index: 0, text: '"Paris"}' },
        { type: "block-delta", index: 1, text: 'me"}' },
        { type: "block-end", index: 0 },
        { type: "block-end", index: 1 },
      ],
      { finish: { reason: "tool-calls" } },
    ),
  },
  {
    name: "text, then two tool calls",
    events: answer(
      blocks(
        [{ kind: "text" }, "Let me ", "see."],
        [call("call_aaaaaaaa1"), '{"city":"Paris"}'],
        [call("call_bbbbbbbb2"), '{"city":"Rome"}'],
      ),
      { finish: { reason: "tool-calls" } },
    ),
  },
  {
    name: "huge arguments",
    events: answer(blocks([call("call_dddddddd4"), ...chunksOf(HUGE_ARGUMENTS, 4_096)]), {
      finish: { reason: "tool-calls" },
    }),
  },
  {
    name: "reasoning, then text",
    events: answer(blocks([{ kind: "reasoning" }, "Hmm, ", "so."], [{ kind: "text" }, "Four."])),
  },
  {
    name: "reasoning with state, then tool call",
    events: answer(
      [
        { type: "block-start", index: 0, block: { kind: "reasoning" } },
        { type: "block-delta", index: 0, text: "I should look." },
        { type: "block-carry", index: 0, carry: foreign },
        { type: "block-end", index: 0 },
        { type: "block-start", index: 1, block: call("call_aaaaaaaa1") },
        { type: "block-delta", index: 1, text: '{"city":"Paris"}' },
        { type: "block-end", index: 1 },
      ],
      { finish: { reason: "tool-calls" } },
    ),
  },
  {
    name: "tool call with state",
    events: answer(
      [
        { type: "block-start", index: 0, block: call("call_aaaaaaaa1") },
        { type: "block-delta", index: 0, text: '{"city":"Paris"}' },
        { type: "block-carry", index: 0, carry: foreign },
        { type: "block-end", index: 0 },
      ],
      { finish: { reason: "tool-calls" } },
    ),
  },
  {
    name: "usage with cache and reasoning",
    events: answer(blocks([{ kind: "reasoning" }, "Hmm."], [{ kind: "text" }, "Four."]), {
      usage: {
        ...emptyUsage(),
        inputTokens: 10,
        cacheReadTokens: 70,
        cacheWriteTokens: 20,
        outputTokens: 5,
        reasoningTokens: 9,
      },
    }),
  },
  {
    name: "no usage",
    events: [start, ...blocks([{ kind: "text" }, "Hi"]), { type: "finish", finish: { reason: "stop" } }],
  },
  {
    name: "citations",
    events: answer([
      { type: "block-start", index: 0, block: { kind: "text" } },
      { type: "block-delta", index: 0, text: "It rains in Paris." },
      {
        type: "block-citation",
        index: 0,
        citation: { url: "https://example.com/w", title: "Weather", startIndex: 0, endIndex: 18 },
      },
      { type: "block-end", index: 0 },
    ]),
  },
  {
    name: "image",
    events: answer(
      blocks(
        [{ kind: "text" }, "Here:"],
        [{ kind: "image", source: { kind: "data", mediaType: "image/png", data: PNG } }],
      ),
    ),
  },
];

function chunksOf(value: string, size: number): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < value.length; at += size) chunks.push(value.slice(at, at + size));
  return chunks;
}
