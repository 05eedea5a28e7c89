import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../../../canonical/request.ts";
import { type Asking, semanticQuery } from "./semantic-query.ts";
import { SEMANTIC_CACHE_DEFAULTS, type SemanticCacheSettings } from "./settings.ts";

const settings: SemanticCacheSettings = {
  ...SEMANTIC_CACHE_DEFAULTS,
  enabled: true,
  excludeModels: ["gpt-secret"],
  embeddingModel: "minilm",
};
const asking: Asking = {
  organizationId: "org_1",
  projectId: "proj_1",
  keyId: "key_1",
  path: "/v1/chat/completions",
  wire: "openai-chat",
  body: { model: "gpt", temperature: 0.2, logprobs: true },
  also: ["guardrails:1"],
};
const say = (role: "system" | "user" | "assistant", text: string): ChatRequest["messages"][number] => ({
  role,
  blocks: [{ kind: "text", text }],
});
const question = "How do I reset my password?";
const request: ChatRequest = {
  model: "gpt",
  stream: false,
  messages: [say("system", "Be brief."), say("user", "Hello"), say("assistant", "Hi."), say("user", question)],
  temperature: 0.2,
  unmapped: [],
};

const scope = (
  change: Partial<ChatRequest>,
  who: Partial<Asking> = {},
  how: Partial<SemanticCacheSettings> = {},
): string => {
  const query = semanticQuery({ ...request, ...change }, { ...asking, ...who }, { ...settings, ...how });
  if ("ineligible" in query) throw new Error(query.ineligible);
  return query.scope;
};
const [system, hello, hi, last] = request.messages as [never, never, never, never];

describe("semanticQuery", () => {
  it.each<[string, Partial<ChatRequest>, Partial<Asking>, Partial<SemanticCacheSettings>]>([
    ["model", { model: "gpt-2" }, {}, {}],
    ["stream", { stream: true }, {}, {}],
    ["temperature", { temperature: 0.3 }, {}, {}],
    ["an absent temperature", { temperature: undefined }, {}, {}],
    ["topP", { topP: 0.5 }, {}, {}],
    ["topK", { topK: 5 }, {}, {}],
    ["seed", { seed: 0 }, {}, {}],
    ["maxOutputTokens", { maxOutputTokens: 5 }, {}, {}],
    ["stopSequences", { stopSequences: ["x"] }, {}, {}],
    ["penalties", { presencePenalty: 1 }, {}, {}],
    ["frequencyPenalty", { frequencyPenalty: 1 }, {}, {}],
    ["toolChoice", { toolChoice: { kind: "none" } }, {}, {}],
    ["parallelToolCalls", { parallelToolCalls: false }, {}, {}],
    ["response format", { responseFormat: { kind: "json" } }, {}, {}],
    ["a schema", { responseFormat: { kind: "json-schema", schema: { type: "object" } } }, {}, {}],
    ["reasoning", { reasoning: { effort: "high" } }, {}, {}],
    ["verbosity", { verbosity: "low" }, {}, {}],
    ["serviceTier", { serviceTier: "flex" }, {}, {}],
    ["unmapped", { unmapped: ["logit_bias"] }, {}, {}],
    ["system prompt", { messages: [say("system", "Be long."), hello, hi, last] }, {}, {}],
    ["no system prompt", { messages: [hello, hi, last] }, {}, {}],
    ["an earlier turn", { messages: [system, say("user", "Hey"), hi, last] }, {}, {}],
    ["who said it", { messages: [system, say("assistant", "Hello"), hi, last] }, {}, {}],
    ["a name", { messages: [system, hello, hi, { ...say("user", question), name: "bob" }] }, {}, {}],
    ["organization", {}, { organizationId: "org_2" }, {}],
    ["path", {}, { path: "/v1/messages" }, {}],
    ["wire", {}, { wire: "anthropic-messages" }, {}],
    ["an unknown member", {}, { body: { ...asking.body, logprobs: false } }, {}],
    ["a nested member", {}, { body: { ...asking.body, deep: { a: [1, { b: -0 }] } } }, {}],
    ["fingerprints", {}, { also: ["guardrails:2"] }, {}],
    ["embedding model", {}, {}, { embeddingModel: "other" }],
    ["routing hint", {}, { body: { ...asking.body, "x-routing-hints": { cost: 1 } } }, {}],
    ["namespace", {}, {}, { namespace: "project" }],
  ])("another scope for another %s", (_, change, who, how) => {
    expect(scope(change, who, how)).not.toBe(scope({}));
  });

  it("shares a scope where nothing differs but the last turn and labels", () => {
    expect(scope({ messages: [system, hello, hi, say("user", "Something else about trains")] })).toBe(scope({}));
    expect(scope({ metadata: { a: "b" }, userId: "u", promptCacheKey: "k" })).toBe(scope({}));
    expect(scope({}, { body: { logprobs: true, temperature: 0.2, model: "gpt", user: "u" } })).toBe(scope({}));
    expect(scope({}, { keyId: "key_2", projectId: "proj_2" })).toBe(scope({}));
  });

  it("shares answers that are kept by project with that project alone", () => {
    const responses = { wire: "openai-responses" };
    expect(scope({}, { ...responses, projectId: "proj_2" })).not.toBe(scope({}, responses));
  });

  it("narrows to projects and keys", () => {
    const project = { namespace: "project" } as const;
    expect(scope({}, { projectId: "proj_2" }, project)).not.toBe(scope({}, {}, project));
    expect(scope({}, { keyId: "key_2" }, project)).toBe(scope({}, {}, project));
    const key = { namespace: "key" } as const;
    expect(scope({}, { keyId: "key_2" }, key)).not.toBe(scope({}, {}, key));
  });

  it.each<[string, Partial<ChatRequest>, Partial<Asking>, Partial<SemanticCacheSettings>]>([
    ["off", {}, {}, { enabled: false }],
    ["excluded-model", { model: "openai/gpt-secret" }, {}, {}],
    ["tools", { tools: [{ name: "t", parameters: {} }] }, {}, {}],
    ["tools", { hostedTools: [{ kind: "web-search", path: "tools[0]" }] }, {}, {}],
    ["media", { messages: [{ role: "user", blocks: [{ kind: "image", source: { kind: "url", url: "x" } }] }] }, {}, {}],
    ["several-answers", {}, { body: { n: 2 } }, {}],
    ["several-answers", {}, { body: { generationConfig: { candidateCount: 2 } } }, {}],
    ["stored-state", {}, { body: { previous_response_id: "resp_1" } }, {}],
    ["unknown-fields", { unmapped: ["messages[3].audio"] }, {}, {}],
    ["no-question", { messages: [system, hello, hi] }, {}, {}],
    ["no-question", { messages: [] }, {}, {}],
    ["no-question", { messages: [say("user", " \n")] }, {}, {}],
    ["too-long", { messages: [say("user", "word ".repeat(500))] }, {}, {}],
    ["too-many-turns", { messages: new Array(30).fill(say("user", "x")) }, {}, {}],
    ["time-sensitive", { messages: [say("user", "What is the weather today?")] }, {}, {}],
    ["time-sensitive", { messages: [say("user", "Quel temps fait-il aujourd’hui ?")] }, {}, {}],
    ["time-sensitive", { messages: [say("user", "今日の天気は")] }, {}, {}],
  ])("leaves alone: %s", (ineligible, change, who, how) => {
    const made = semanticQuery({ ...request, ...change }, { ...asking, ...who }, { ...settings, ...how });
    expect(made).toEqual({ ineligible });
  });

  it("takes words that only contain a moment", () => {
    expect(
      semanticQuery({ ...request, messages: [say("user", "What is knowledge?")] }, asking, settings),
    ).toHaveProperty("scope");
  });
});
