import { describe, expect, it } from "vitest";
import { readProjectConfig } from "./read-config.ts";
import { errorsOf, MODELS, route } from "./testing/one-route.ts";

describe("reading", () => {
  it("tells every error at once, in the order of the text", () => {
    const text = `chat_models:
  - model_id: a
    model: opnai/x
    retry_atempts: 1
routes:
  r:
    chat_models: [b]
    recovery: splce
    guardrails: [none]
`;
    expect(errorsOf(text)).toEqual([
      "3:12 chat_models[0].model: there is no provider 'opnai'. Did you mean 'openai'?",
      "4:5 chat_models[0].retry_atempts: 'retry_atempts' is not known here. Did you mean 'retry_attempts'?",
      "7:19 routes.r.chat_models[0]: there is no chat model 'b'. Did you mean 'a'?",
      "8:15 routes.r.recovery: must be one of off, hold, splice, prefill, buffer. Did you mean 'splice'?",
      "9:18 routes.r.guardrails[0]: there is no guardrail 'none'",
    ]);
  });

  it("names secrets, and those that do not exist", () => {
    const text = `chat_models:\n  - {model_id: a, model: mock/echo, credentials: {api_key: !secret B, organization: !secret A}}\nroutes: {r: {chat_models: [a]}}`;
    const read = readProjectConfig(text, { secrets: (name) => name === "A" });
    expect(read.secrets).toEqual(["A", "B"]);
    expect(read.errors.map(({ path, message }) => `${path} ${message}`)).toEqual([
      "chat_models[0].credentials.api_key there is no secret 'B'",
    ]);
    expect(readProjectConfig(text).config?.chat_models?.[0]?.credentials?.api_key).toBe("!secret B");
  });

  it("looks prompts and own providers up where it can", () => {
    const text = "chat_models: [{model_id: a, model: mine/x, prompt_ref: p.md}]\nroutes: {r: {chat_models: [a]}}";
    expect(readProjectConfig(text, { prompts: () => true, providers: ["mine"] }).errors).toEqual([]);
    expect(readProjectConfig(text, { prompts: () => false, providers: ["mine"] }).errors).toHaveLength(1);
    expect(readProjectConfig(text).errors).toHaveLength(1);
  });

  it("warns of keys that are written out, without showing them", () => {
    const read = readProjectConfig(
      "chat_models: [{model_id: a, model: mock/echo, credentials: {api_key: sk-12345}}]\nroutes: {r: {chat_models: [a]}}",
    );
    expect(read.warnings).toHaveLength(1);
    expect(JSON.stringify(read.warnings)).not.toContain("sk-12345");
  });

  it("fills defaults in and knows one spelling", () => {
    const { config } = readProjectConfig(
      route(
        "chat_models: [a, b]\nembedding_models: [e]\ntoken_limiting: {input: {max_tokens: 5}}\ncaching: {type: semantic, embedding_model_id: e, distance_metric: dot}\nfallback: [{target: a, fallbacks: [b], type: CHAT}]\nguardrails: [g]",
        "guardrails: [{name: g, type: regex, parameters: {pattern: x}}]",
      ),
    );
    expect(config?.routes["r"]).toMatchObject({
      token_limiting: { scope: "route", input: { algorithm: "fixed_window", window_size: "1 minute", max_token: 5 } },
      caching: { enabled: true, distance_metric: "inner_product", similarity_threshold: 0.8, dim: 1536 },
      fallback: [{ type: "chat" }],
    });
    expect(config?.guardrails?.[0]).toMatchObject({ parameters: { values: ["x"] } });
    expect(config?.chat_models?.[0]).toMatchObject({ retry_attempts: 3, role: "system" });
  });

  it("takes members without a value as if they were not there, and nothing else", () => {
    const text = (route: string) => `${MODELS}guardrails:\nrouting:\nroutes:\n  r: ${route}`;
    const read = readProjectConfig(text("{chat_models: [a], caching: , retries: null}"));
    expect(read.errors).toEqual([]);
    expect(read.warnings.map(({ path }) => path)).toEqual([
      "guardrails",
      "routing",
      "routes.r.caching",
      "routes.r.retries",
    ]);
    expect(errorsOf(text(""))).toEqual(["12:6 routes.r: must be a map, not empty"]);
    expect(errorsOf(text("{chat_models: [a], cachng: }"))).toEqual([
      "12:25 routes.r.cachng: 'cachng' is not known here. Did you mean 'caching'?",
    ]);
  });

  it("takes names of every object's members for what they are", () => {
    expect(errorsOf(route("chat_models: [a]\nbalancing: {algorithm: constructor}"))).toHaveLength(1);
    expect(errorsOf(route("chat_models: [toString]"))).toHaveLength(1);
    expect(readProjectConfig(`${MODELS}routes: {constructor: {chat_models: [a]}}`).errors).toEqual([]);
  });

  it("stays short with many errors", () => {
    const names = Array.from({ length: 9_000 }, (_, index) => `  r${index}: {chat_models: [none]}`).join("\n");
    const { errors } = readProjectConfig(`routes:\n${names}`);
    expect(errors).toHaveLength(501);
    expect(errors.at(-1)?.message).toBe("and 8500 more after it");
  });
});
