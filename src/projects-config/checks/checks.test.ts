import { describe, expect, it } from "vitest";
import { readProjectConfig } from "../read-config.ts";
import { errorsOf, route } from "../testing/one-route.ts";

describe("what parts say of each other", () => {
  it.each([
    [
      "unknown models",
      route("chat_models: [a, d]"),
      "11:22 routes.r.chat_models[1]: there is no chat model 'd'. Did you mean 'a'?",
    ],
    [
      "models of another kind",
      route("chat_models: [a, e]"),
      "11:22 routes.r.chat_models[1]: 'e' is no chat model but an embedding model: name it under embedding_models",
    ],
    ["a model twice", route("chat_models: [a, a]"), "11:22 routes.r.chat_models[1]: the model 'a' stands here twice"],
    [
      "no models",
      route("retries: 1"),
      "10:3 routes.r: has no models: name some under chat_models, embedding_models or transcription_models",
    ],
    [
      "weights with round robin",
      route("chat_models: [a, b]\nbalancing:\n  weights: [{model_id: a, weight: 1}]"),
      "13:7 routes.r.balancing.weights: belongs to WEIGHTED_ROUND_ROBIN, and the algorithm is ROUND_ROBIN",
    ],
    [
      "weights that lack",
      route("chat_models: [a, b]\nbalancing: {algorithm: WEIGHTED_ROUND_ROBIN}"),
      "12:5 routes.r.balancing.weights: is missing: WEIGHTED_ROUND_ROBIN needs it",
    ],
    [
      "weights of others",
      route("chat_models: [a, b]\nbalancing: {algorithm: WEIGHTED_ROUND_ROBIN, weights: [{model_id: c, weight: 1}]}"),
      "12:71 routes.r.balancing.weights[0].model_id: there is no chat model of this route named 'c'. Did you mean 'a'?",
    ],
    [
      "canaries above 100 %",
      route(
        "chat_models: [a, b, c]\nbalancing: {algorithm: CANARY, canaries: [{model_id: b, percent: 60}, {model_id: c, percent: 50}]}",
      ),
      "12:98 routes.r.balancing.canaries[1].percent: makes 110 % together: more than 100",
    ],
    [
      "the stable model as a canary",
      route("chat_models: [a, b]\nbalancing: {algorithm: CANARY, canaries: [{model_id: a, percent: 5}]}"),
      "12:58 routes.r.balancing.canaries[0].model_id: is the stable model, which gets the rest",
    ],
    [
      "fallbacks in a circle",
      route(
        "chat_models: [a, b, c]\nfallback:\n  - {target: a, fallbacks: [b]}\n  - {target: b, fallbacks: [c]}\n  - {target: c, fallbacks: [a]}",
      ),
      "15:33 routes.r.fallback[2].fallbacks[0]: 'a' falls back to 'c' itself: the chain would never end",
    ],
    [
      "a fallback of itself",
      route("chat_models: [a, b]\nfallback: [{target: a, fallbacks: [a]}]"),
      "12:40 routes.r.fallback[0].fallbacks[0]: 'a' cannot be its own fallback",
    ],
    [
      "fallbacks of another kind",
      route("chat_models: [a]\nembedding_models: [e]\nfallback: [{target: a, fallbacks: [e]}]"),
      "13:40 routes.r.fallback[0].fallbacks[0]: there is no chat model of this route named 'e'. Did you mean 'a'?",
    ],
    [
      "unknown guardrails",
      route("chat_models: [a]\nguardrails: [pii]", "guardrails: [{name: PII!, type: pii}]"),
      "12:18 routes.r.guardrails[0]: there is no guardrail 'pii'. Did you mean 'PII!'?",
    ],
    [
      "guardrails that differ in case alone",
      route("chat_models: [a]", "guardrails: [{name: x, type: pii}, {name: X, type: pii}]"),
      "12:43 guardrails[1].name: the guardrail 'X' stands here twice",
    ],
    [
      "judges without a model",
      route("chat_models: [a]", "guardrails: [{name: x, type: judge, parameters: {prompt: y, model_id: z}}]"),
      "12:71 guardrails[0].parameters.model_id: there is no chat model 'z'. Did you mean 'a'?",
    ],
    [
      "unknown MCP servers",
      route("chat_models: [a]\nmcp_servers: [x]"),
      "12:19 routes.r.mcp_servers[0]: there is no MCP server 'x'",
    ],
    ["unknown routings", route("chat_models: [a]\nrouting: x"), "12:14 routes.r.routing: there is no routing 'x'"],
    [
      "plugins",
      route("chat_models: [a]\nplugins: {mine: {}}"),
      "12:15 routes.r.plugins.mine: no plugin has this name: take it out",
    ],
    [
      "a strategy beside balancing",
      route("chat_models: [a, b]\nstrategy: cost\nbalancing: {}"),
      "12:15 routes.r.strategy: stands beside balancing, which chooses too: keep one of them",
    ],
    [
      "semantic caching without the model",
      route("chat_models: [a]\ncaching: {type: semantic, embedding_model_id: e}"),
      "12:51 routes.r.caching.embedding_model_id: 'e' must stand in this route's embedding_models too",
    ],
    [
      "semantic caching of no model",
      route("chat_models: [a]\ncaching: {type: semantic, embedding_model_id: f}"),
      "12:51 routes.r.caching.embedding_model_id: there is no embedding model 'f'. Did you mean 'e'?",
    ],
    [
      "windows that do not fill a day",
      route(
        "chat_models: [a]\nrate_limiting: {algorithm: aligned_fixed_window, window_size: 7 minutes, max_requests: 1}",
      ),
      /window_size: of aligned_fixed_window must be/,
    ],
    [
      "windows of no length",
      route("chat_models: [a]\nrate_limiting: {window_size: 5 parsecs, max_requests: 1}"),
      /window_size: must be seconds, or a count and a unit/,
    ],
    [
      "two maxima",
      route("chat_models: [a]\ntoken_limiting: {input: {max_token: 1, max_tokens: 1}}"),
      /max_token: is missing \(or stands beside max_tokens\)/,
    ],
    [
      "regexes of other engines",
      route("chat_models: [a]", 'guardrails: [{name: x, type: regex, parameters: {values: ["(?=a)"]}}]'),
      /12:59 guardrails\[0\]\.parameters\.values\[0\]: is no pattern of RE2/,
    ],
    [
      "ids in two lists",
      `chat_models: [{model_id: x, model: mock/echo}]\nembedding_models: [{model_id: x, model: mock/embedding}]\nroutes: {r: {chat_models: [x]}}`,
      "2:31 embedding_models[0].model_id: the model 'x' stands here twice",
    ],
    [
      "unknown providers",
      "chat_models: [{model_id: x, model: opnai/gpt}]\nroutes: {r: {chat_models: [x]}}",
      "1:36 chat_models[0].model: there is no provider 'opnai'. Did you mean 'openai'?",
    ],
    [
      "providers that cannot",
      "embedding_models: [{model_id: x, model: anthropic/claude}]\nroutes: {r: {embedding_models: [x]}}",
      "1:41 embedding_models[0].model: 'anthropic' has no model that could be listed as embedding model",
    ],
    [
      "two prompts",
      "chat_models: [{model_id: x, model: mock/echo, prompt: a, prompt_ref: b.md}]\nroutes: {r: {chat_models: [x]}}",
      /prompt_ref: stands beside prompt/,
    ],
    [
      "prompts outside their directory",
      "chat_models: [{model_id: x, model: mock/echo, prompt_ref: ../b.md}]\nroutes: {r: {chat_models: [x]}}",
      /prompt_ref: must be a file's name/,
    ],
    [
      "secrets as ids",
      "chat_models: [{model_id: !secret X, model: mock/echo}]\nroutes: {}",
      /model_id: must begin with a letter/,
    ],
  ])("%s", (_, text, error) => {
    const errors = errorsOf(text);
    expect(errors).toHaveLength(1);
    if (typeof error === "string") expect(errors[0]).toBe(error);
    else expect(errors[0]).toMatch(error);
  });
});

describe("routings", () => {
  const routing = (rule: string, first: string, second: string, members = "") =>
    route(
      `chat_models: [a, b]\nrouting: x\n${members}`,
      `routing:
  - name: x
    type: deterministic
    rule: ${rule}
    default_model_id: a
    output_mapping:
      - {model_id: a, conditions: ${first}}
      - {model_id: b, conditions: ${second}}
`,
    );

  it.each([
    [
      "ranges that touch",
      routing("token_length", "{between: [1, 10]}", "{between: [10, 20]}"),
      ["overlaps between 1 and 10 above"],
    ],
    ["a range inside another", routing("token_length", "{gte: 5}", "{between: [10, 20]}"), ["overlaps gte 5 above"]],
    ["a range twice", routing("context_length", "{lte: 5}", "{lte: 5}"), ["overlaps lte 5 above"]],
    ["steps", routing("context_length", "{gte: 5}", "{gte: 50}"), []],
    ["ranges side by side", routing("token_length", "{between: [1, 9]}", "{between: [10, 20]}"), []],
    [
      "a range backwards",
      routing("token_length", "{between: [9, 1]}", "{gte: 20}"),
      ["must begin with the smaller number"],
    ],
    ["two ends", routing("token_length", "{gte: 9, lte: 20}", "{gte: 21}"), ["needs one of gte, lte and between"]],
    [
      "no cron expression",
      routing("time", "[often]", '["* * * * *"]'),
      ["'often' is no cron expression: five fields, such as '* 9-17 * * 1-5'"],
    ],
    ["a day that never comes", routing("time", '["0 0 30 2 *"]', '["0 0 29 2 *"]'), ["is a time that never comes"]],
    [
      "a budget that is not there",
      routing("budget", "{threshold: 0}", "{threshold: 0.5}"),
      ["chooses by the budget: give this route budget_limiting"],
    ],
    [
      "a threshold twice",
      routing("budget", "{threshold: 0.5}", "{threshold: 0.5}", "budget_limiting: {max_budget: 1}"),
      ["0.5 stands here twice"],
    ],
    [
      "an unknown rule",
      routing("keywords", "[x]", "[y]"),
      ["must be one of keyword, token_length, context_length, time, budget"],
    ],
  ])("%s", (_, text, messages) => {
    expect(readProjectConfig(text).errors.map(({ message }) => message)).toEqual(messages);
  });

  it("choose among the models of the route", () => {
    const text = routing("keyword", "[x]", "[y]").replace("chat_models: [a, b]", "chat_models: [a]");
    expect(errorsOf(text)).toEqual(["12:14 routes.r.routing: chooses 'b': add to this route's chat_models"]);
  });
});
