import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { target } from "../test-support.ts";
import { encodeRequest } from "./encode-request.ts";

const base: ChatRequest = {
  model: "m",
  messages: [{ role: "user", blocks: [{ kind: "text", text: "hi" }] }],
  stream: false,
  unmapped: [],
};

const cases: readonly {
  name: string;
  request: Partial<ChatRequest>;
  at: Parameters<typeof target>[0];
  body: JsonObject;
  fields: readonly string[];
}[] = [
  {
    name: "asks for usage in streams (trap 9)",
    request: { stream: true },
    at: {},
    body: { stream: true, stream_options: { include_usage: true } },
    fields: [],
  },
  {
    name: "no-stream-options",
    request: { stream: true },
    at: { quirks: ["no-stream-options"] },
    body: { stream: true, stream_options: undefined },
    fields: [],
  },
  {
    name: "limit by its newer name",
    request: { maxOutputTokens: 9 },
    at: { quirks: ["max-completion-tokens-name"] },
    body: { max_completion_tokens: 9, max_tokens: undefined },
    fields: [],
  },
  {
    name: "limit that the model has",
    request: { maxOutputTokens: 9000 },
    at: { maxOutputTokens: 4000 },
    body: { max_tokens: 4000 },
    fields: ["max_tokens"],
  },
  {
    name: "no sampling (trap 14)",
    request: { temperature: 0, topP: 1 },
    at: { sampling: false },
    body: { temperature: undefined, top_p: undefined },
    fields: ["temperature", "top_p"],
  },
  {
    name: "seed-is-random-seed",
    request: { seed: 1 },
    at: { quirks: ["seed-is-random-seed"] },
    body: { random_seed: 1, seed: undefined },
    fields: [],
  },
  {
    name: "no-user-field",
    request: { userId: "u" },
    at: { quirks: ["no-user-field"] },
    body: { user: undefined },
    fields: ["metadata.user_id"],
  },
  {
    name: "effort as it is when nothing is known",
    request: { reasoning: { effort: "max" } },
    at: { reasoningStyle: "effort" },
    body: { reasoning_effort: "max" },
    fields: [],
  },
  {
    name: "effort that is offered",
    request: { reasoning: { effort: "minimal" } },
    at: { reasoningStyle: "effort", efforts: ["none", "low", "high"] },
    body: { reasoning_effort: "low" },
    fields: ["reasoning_effort"],
  },
  {
    name: "effort-low-medium-high",
    request: { reasoning: { effort: "xhigh" } },
    at: { reasoningStyle: "effort", quirks: ["effort-low-medium-high"] },
    body: { reasoning_effort: "high" },
    fields: ["reasoning_effort"],
  },
  {
    name: "budget as effort",
    request: { reasoning: { budgetTokens: 2000 } },
    at: { reasoningStyle: "effort" },
    body: { reasoning_effort: "low" },
    fields: ["thinking"],
  },
  {
    name: "model that does not reason",
    request: { reasoning: { effort: "high" } },
    at: {},
    body: { reasoning_effort: undefined },
    fields: ["reasoning_effort"],
  },
  {
    name: "model that need not be told not to reason",
    request: { reasoning: { effort: "none" } },
    at: {},
    body: { reasoning_effort: undefined },
    fields: [],
  },
  {
    name: "choice among some tools",
    request: {
      tools: ["a", "b"].map((name) => ({ name, parameters: {} })),
      toolChoice: { kind: "allowed", mode: "required", names: ["b"] },
    },
    at: { quirks: ["tool-choice-any"] },
    body: { tools: [{ type: "function", function: { name: "b", parameters: {} } }], tool_choice: "any" },
    fields: [],
  },
  {
    name: "no-tools",
    request: { tools: [{ name: "a", parameters: {} }], toolChoice: { kind: "required" } },
    at: { quirks: ["no-tools"] },
    body: { tools: undefined, tool_choice: undefined },
    fields: ["tools"],
  },
  {
    name: "json-object-only leaves plain JSON mode",
    request: { responseFormat: { kind: "json" } },
    at: { quirks: ["json-object-only"] },
    body: { response_format: { type: "json_object" } },
    fields: [],
  },
  {
    name: "custom tool, its format and the choice of it",
    request: {
      tools: [
        { name: "run", parameters: {}, custom: { format: { type: "grammar", syntax: "regex", definition: "a" } } },
      ],
      toolChoice: { kind: "tool", name: "run" },
    },
    at: {},
    body: {
      tools: [
        {
          type: "custom",
          custom: { name: "run", format: { type: "grammar", grammar: { syntax: "regex", definition: "a" } } },
        },
      ],
      tool_choice: { type: "custom", custom: { name: "run" } },
    },
    fields: [],
  },
  {
    name: "no-custom-tools",
    request: {
      tools: [{ name: "run", parameters: {}, custom: { format: { type: "grammar" } } }],
      toolChoice: { kind: "tool", name: "run" },
    },
    at: { quirks: ["no-custom-tools"] },
    body: {
      tools: [
        {
          type: "function",
          function: {
            name: "run",
            parameters: { type: "object", properties: { input: { type: "string" } }, required: ["input"] },
          },
        },
      ],
      tool_choice: { type: "function", function: { name: "run" } },
    },
    fields: ["tools"],
  },
  {
    name: "web search",
    request: { hostedTools: [{ kind: "web-search", path: "tools[0]", allowedDomains: ["a.org"] }] },
    at: {},
    body: { web_search_options: {}, tools: undefined },
    fields: ["tools[0]"],
  },
  {
    name: "web search that must not run",
    request: { hostedTools: [{ kind: "web-search", path: "tools[0]" }], toolChoice: { kind: "none" } },
    at: {},
    body: { web_search_options: undefined },
    fields: [],
  },
  {
    name: "verbosity and cache key; labels are for stored answers",
    request: { verbosity: "low", promptCacheKey: "k", metadata: { a: "b" } },
    at: {},
    body: { verbosity: "low", prompt_cache_key: "k", metadata: undefined, store: undefined },
    fields: ["metadata"],
  },
  {
    name: "no-openai-extras",
    request: { verbosity: "low", promptCacheKey: "k" },
    at: { quirks: ["no-openai-extras"] },
    body: { verbosity: undefined, prompt_cache_key: undefined },
    fields: ["verbosity", "prompt_cache_key"],
  },
  {
    name: "thinking-type-toggle: off",
    request: { reasoning: { effort: "none" } },
    at: { quirks: ["thinking-type-toggle"], reasoningStyle: "effort", efforts: ["high", "max"] },
    body: { thinking: { type: "disabled" }, reasoning_effort: undefined },
    fields: [],
  },
  {
    name: "thinking-type-toggle: on",
    request: { reasoning: { effort: "max" } },
    at: { quirks: ["thinking-type-toggle"], reasoningStyle: "effort", efforts: ["high", "max"] },
    body: { thinking: undefined, reasoning_effort: "max" },
    fields: [],
  },
  { name: "fields without a place", request: { unmapped: ["container"] }, at: {}, body: {}, fields: ["container"] },
];

describe("chat bodies", () => {
  it.each(cases)("$name", ({ request, at, body, fields }) => {
    const encoded = encodeRequest({ ...base, ...request }, target(at));
    for (const [name, value] of Object.entries(body)) expect(encoded.body[name], name).toEqual(value);
    expect(encoded.warnings.map((warning) => warning.field)).toEqual(fields);
    expect(JSON.stringify(encoded.body)).not.toContain("anthropic");
  });
});
