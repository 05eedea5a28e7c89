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
    name: "custom tool as a function with one string",
    request: { tools: [{ name: "run", description: "d", parameters: {}, custom: { format: { type: "grammar" } } }] },
    at: {},
    body: {
      tools: [
        {
          name: "run",
          description: "d",
          input_schema: { type: "object", properties: { input: { type: "string" } }, required: ["input"] },
        },
      ],
    },
    fields: ["tools"],
  },
  {
    name: "web search beside a tool",
    request: { tools, hostedTools: [{ kind: "web-search", path: "tools[1]", blockedDomains: ["a.org"] }] },
    at: {},
    body: {
      tools: [
        { name: "f", input_schema: { type: "object" } },
        { type: "web_search_20250305", name: "web_search", blocked_domains: ["a.org"] },
      ],
    },
    fields: [],
  },
  {
    name: "web search with both lists of domains",
    request: { hostedTools: [{ kind: "web-search", path: "tools[0]", allowedDomains: ["a"], blockedDomains: ["b"] }] },
    at: {},
    body: { tools: [{ type: "web_search_20250305", name: "web_search", allowed_domains: ["a"] }] },
    fields: ["tools[0]"],
  },
  {
    name: "web search that must not run",
    request: { hostedTools: [{ kind: "web-search", path: "tools[0]" }], toolChoice: { kind: "none" } },
    at: {},
    body: { tools: undefined, tool_choice: undefined },
    fields: [],
  },
  {
    name: "what the wire has no place for",
    request: { verbosity: "low", promptCacheKey: "k", metadata: { a: "b" } },
    at: {},
    body: { metadata: undefined, verbosity: undefined, prompt_cache_key: undefined },
    fields: ["metadata", "prompt_cache_key", "verbosity"],
  },
  {
    name: "model-in-path, vertex-anthropic-version",
    request: { stream: true },
    at: { quirks: ["model-in-path", "vertex-anthropic-version"] },
    body: { model: undefined, anthropic_version: "vertex-2023-10-16", stream: true },
    fields: [],
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
