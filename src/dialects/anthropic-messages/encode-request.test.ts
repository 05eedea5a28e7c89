import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import type { ChatRequest, Message } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { target } from "../test-support.ts";
import { encodeRequest } from "./encode-request.ts";

const text = (value: string): Block => ({ kind: "text", text: value });
const user = (...blocks: Block[]): Message => ({ role: "user", blocks });
const assistant = (...blocks: Block[]): Message => ({ role: "assistant", blocks });
const base: ChatRequest = { model: "m", messages: [user(text("hi"))], stream: false, unmapped: [] };
const tools = [{ name: "f", parameters: {} }];
const call = (id: string): Block => ({ kind: "tool-call", id, name: "f", arguments: "{}" });
const result = (toolCallId: string): Block => ({ kind: "tool-result", toolCallId, content: [] });

const cases: readonly {
  name: string;
  request: Partial<ChatRequest>;
  at: Parameters<typeof target>[0];
  body: JsonObject;
  fields: readonly string[];
}[] = [
  { name: "limit when nothing is known (trap 26)", request: {}, at: {}, body: { max_tokens: 4096 }, fields: [] },
  { name: "limit of the model", request: {}, at: { maxOutputTokens: 100 }, body: { max_tokens: 100 }, fields: [] },
  {
    name: "budget below the limit",
    request: { maxOutputTokens: 4000, reasoning: { effort: "high" } },
    at: { reasoningStyle: "budget" },
    body: { max_tokens: 4000, thinking: { type: "enabled", budget_tokens: 2000 } },
    fields: ["reasoning_effort"],
  },
  {
    name: "limit above the budget",
    request: { reasoning: { effort: "medium" } },
    at: { reasoningStyle: "budget" },
    body: { max_tokens: 12288, thinking: { type: "enabled", budget_tokens: 8192 } },
    fields: [],
  },
  {
    name: "no room to think",
    request: { maxOutputTokens: 1000, reasoning: { effort: "low" } },
    at: { reasoningStyle: "budget" },
    body: { thinking: undefined },
    fields: ["reasoning_effort"],
  },
  {
    name: "adaptive with an offered effort",
    request: { reasoning: { effort: "xhigh", visible: true } },
    at: { reasoningStyle: "adaptive" },
    body: { thinking: { type: "adaptive", display: "summarized" }, output_config: { effort: "high" } },
    fields: ["reasoning_effort"],
  },
  {
    name: "effort alone",
    request: { reasoning: { effort: "minimal" } },
    at: { reasoningStyle: "effort", efforts: ["low", "high"] },
    body: { thinking: undefined, output_config: { effort: "low" } },
    fields: ["reasoning_effort"],
  },
  {
    name: "thinking off",
    request: { reasoning: { effort: "none" } },
    at: { reasoningStyle: "adaptive" },
    body: { thinking: { type: "disabled" } },
    fields: [],
  },
  {
    name: "thinking that cannot be off",
    request: { reasoning: { effort: "none" } },
    at: { reasoningStyle: "adaptive", efforts: ["low", "max"] },
    body: { thinking: undefined, output_config: { effort: "low" } },
    fields: ["reasoning_effort"],
  },
  {
    name: "no sampling (trap 14)",
    request: { temperature: 1, topP: 0.99, topK: 1 },
    at: { sampling: false },
    body: { temperature: undefined, top_p: undefined, top_k: undefined },
    fields: ["temperature", "top_p", "top_k"],
  },
  {
    name: "one of temperature and top_p",
    request: { temperature: 0.5, topP: 0.5 },
    at: {},
    body: { temperature: 0.5, top_p: undefined },
    fields: ["top_p"],
  },
  {
    name: "blank stop sequences",
    request: { stopSequences: ["\n", "x"] },
    at: {},
    body: { stop_sequences: ["x"] },
    fields: ["stop"],
  },
  {
    name: "named tool, one at a time",
    request: { tools, toolChoice: { kind: "tool", name: "f" }, parallelToolCalls: false },
    at: {},
    body: {
      tools: [{ name: "f", input_schema: { type: "object" } }],
      tool_choice: { type: "tool", name: "f", disable_parallel_tool_use: true },
    },
    fields: [],
  },
  {
    name: "one tool at a time without a choice",
    request: { tools, parallelToolCalls: false },
    at: {},
    body: { tool_choice: { type: "auto", disable_parallel_tool_use: true } },
    fields: [],
  },
  {
    name: "no tool at all",
    request: { tools, toolChoice: { kind: "none" }, parallelToolCalls: false },
    at: {},
    body: { tool_choice: { type: "none" } },
    fields: [],
  },
  {
    name: "tools of the history (trap 12)",
    request: { messages: [user(text("a")), assistant(call("c")), user(result("c"))] },
    at: {},
    body: { tools: [{ name: "f", input_schema: { type: "object" } }], tool_choice: { type: "none" } },
    fields: [],
  },
  {
    name: "tool turn that lost its thinking",
    request: {
      tools,
      messages: [user(text("a")), assistant(call("c")), user(result("c"))],
      reasoning: { effort: "low" },
    },
    at: { reasoningStyle: "budget" },
    body: { thinking: undefined },
    fields: ["reasoning_effort"],
  },
  {
    name: "JSON mode",
    request: { responseFormat: { kind: "json" } },
    at: {},
    body: { output_config: undefined },
    fields: ["response_format"],
  },
  {
    name: "service tier",
    request: { serviceTier: "default" },
    at: {},
    body: { service_tier: "standard_only" },
    fields: [],
  },
];

describe("message bodies", () => {
  it.each(cases)("$name", ({ request, at, body, fields }) => {
    const encoded = encodeRequest({ ...base, ...request }, target(at));
    for (const [name, value] of Object.entries(body)) expect(encoded.body[name], name).toEqual(value);
    expect(encoded.warnings.map((warning) => warning.field)).toEqual(fields);
  });
});

describe("turns", () => {
  const turnsOf = (...messages: Message[]) => {
    const { body, warnings } = encodeRequest({ ...base, messages }, target());
    return {
      body,
      turns: body["messages"] as { role: string; content: JsonObject[] }[],
      fields: warnings.map((w) => w.field),
    };
  };
  it("replays only what Anthropic signed, byte for byte (traps 4, 5, 6)", () => {
    const reasoning = (value: string, dialect: string, data: string, redacted?: boolean): Block => ({
      kind: "reasoning",
      text: value,
      carry: { dialect, data },
      redacted,
    });
    const { turns, fields } = turnsOf(
      user(text("a")),
      assistant(
        reasoning("", "anthropic-messages", "s1"),
        reasoning("", "anthropic-messages", "d1", true),
        reasoning("x", "gemini", "g"),
        { kind: "reasoning", text: "y" },
        text("b"),
      ),
      user(text("c")),
    );
    expect(turns[1]?.content).toEqual([
      { type: "thinking", thinking: "", signature: "s1" },
      { type: "redacted_thinking", data: "d1" },
      { type: "text", text: "b" },
    ]);
    expect(fields).toEqual(["messages[1]"]);
  });
  it("merges turns of one role and drops blank text", () => {
    const { turns } = turnsOf(user(text("a")), user(text(" "), text("b")), assistant(text("")), user(text("c")));
    expect(turns).toEqual([{ role: "user", content: ["a", "b", "c"].map((value) => ({ type: "text", text: value })) }]);
  });
  it("puts results first, also after a later system message, and groups them (trap 11)", () => {
    const system: Message = { role: "system", blocks: [text("s")] };
    const { turns } = turnsOf(
      user(text("a")),
      assistant(call("c"), call("d")),
      user(result("d")),
      system,
      user(result("c"), text("b")),
    );
    expect(turns[2]?.content.map((block) => block["tool_use_id"] ?? block["text"])).toEqual([
      "c",
      "d",
      "<system-message>\ns\n</system-message>",
      "b",
    ]);
  });
  it("keeps tool ids unique over the turns and in the wire's characters", () => {
    const { turns } = turnsOf(
      user(text("a")),
      assistant(call("f:0")),
      user(result("f:0")),
      assistant(call("f:0")),
      user(result("f:0")),
    );
    expect(turns.slice(1).map((turn) => turn.content[0]?.["id"] ?? turn.content[0]?.["tool_use_id"])).toEqual([
      "f_0",
      "f_0",
      "f_0_2",
      "f_0_2",
    ]);
  });
  it("begins with the user", () => {
    expect(turnsOf(assistant(text("a"))).turns.map((turn) => turn.role)).toEqual(["user", "assistant"]);
    const alone = turnsOf({ role: "system", blocks: [text("s")] });
    expect(alone.turns).toEqual([{ role: "user", content: [{ type: "text", text: "s" }] }]);
    expect(alone.body["system"]).toBeUndefined();
    expect(() => turnsOf(user(text("")))).toThrow(/not empty/);
  });
  it("keeps the last four cache marks", () => {
    const marked = (value: string): Block => ({ kind: "text", text: value, cache: { ttl: "1h" } });
    const { turns, fields } = turnsOf(user(...["1", "2", "3", "4", "5"].map(marked)));
    expect(turns[0]?.content.map((block) => block["cache_control"] !== undefined)).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(fields).toEqual(["cache_control"]);
  });
});
