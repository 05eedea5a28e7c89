import { describe, expect, it } from "vitest";
import { readProjectConfig } from "../read-config.ts";
import { importPortkey } from "./portkey.ts";

function imported(config: unknown) {
  const { yaml, report, secrets } = importPortkey(JSON.stringify(config), "main");
  const read = readProjectConfig(yaml ?? "");
  return { yaml, report, secrets, errors: read.errors, config: read.config, route: read.config?.routes["main"] };
}

const leaf = (model: string, more: object = {}) => ({
  provider: "openai",
  api_key: "sk-x",
  override_params: { model },
  ...more,
});

describe("Portkey's configuration", () => {
  it("of one target", () => {
    const { config, route, errors, yaml, report } = imported({
      provider: "anthropic",
      api_key: "sk-ant-x",
      override_params: { model: "claude-sonnet-4-5", temperature: 0.3 },
      retry: { attempts: 4, on_status_codes: [429] },
      request_timeout: 9_000,
      cache: { mode: "simple", max_age: 60 },
      custom_host: "https://proxy.example.com/v1",
    });
    expect(errors).toEqual([]);
    expect(config?.chat_models).toMatchObject([
      {
        model_id: "claude-sonnet-4-5",
        model: "anthropic/claude-sonnet-4-5",
        credentials: { api_key: "!secret ANTHROPIC_API_KEY", base_url: "https://proxy.example.com/v1" },
        params: { temperature: 0.3 },
        retry_attempts: 4,
      },
    ]);
    expect(route).toMatchObject({
      deadlines: { headers_ms: 9_000, first_token_ms: 9_000 },
      caching: { type: "exact", ttl: 60 },
    });
    expect(report.map(({ path }) => path)).toEqual(["api_key", "retry.on_status_codes"]);
    expect(yaml).not.toContain("sk-ant");
  });

  it("of fallbacks", () => {
    const { route, errors } = imported({ strategy: { mode: "fallback" }, targets: [leaf("a"), leaf("b"), leaf("c")] });
    expect(errors).toEqual([]);
    expect(route?.chat_models).toEqual(["a", "b", "c"]);
    expect(route?.fallback).toMatchObject([
      { target: "b", fallbacks: ["c"] },
      { target: "a", fallbacks: ["b", "c"] },
    ]);
  });

  it("of shares, as whole numbers", () => {
    const targets = [leaf("a", { weight: 0.95 }), leaf("b", { weight: 0.05 }), leaf("c", { weight: 0 })];
    const { route, errors } = imported({ strategy: { mode: "loadbalance" }, targets });
    expect(errors).toEqual([]);
    expect(route?.balancing).toMatchObject({
      algorithm: "WEIGHTED_ROUND_ROBIN",
      weights: [
        { model_id: "a", weight: 190 },
        { model_id: "b", weight: 10 },
      ],
    });
  });

  it("of trees: shares inside fallbacks", () => {
    const inner = {
      strategy: { mode: "loadbalance" },
      targets: [leaf("a"), leaf("b")],
      override_params: { top_p: 0.5 },
    };
    const { config, route, errors } = imported({ strategy: { mode: "fallback" }, targets: [inner, leaf("c")] });
    expect(errors).toEqual([]);
    expect(route?.balancing?.weights).toEqual([
      { model_id: "a", weight: 1 },
      { model_id: "b", weight: 1 },
    ]);
    expect(route?.fallback?.map(({ target, fallbacks }) => `${target}>${fallbacks.join()}`)).toEqual(["a>c", "b>c"]);
    expect(config?.chat_models?.map(({ params }) => params)).toEqual([{ top_p: 0.5 }, { top_p: 0.5 }, undefined]);
  });

  it("of conditions: the default, and a report", () => {
    const { route, report, errors } = imported({
      strategy: {
        mode: "conditional",
        conditions: [JSON.parse('{"query": {"metadata.plan": {"$eq": "paid"}}, "then": "good"}')],
        default: "plain",
      },
      targets: [leaf("x", { name: "good" }), leaf("y", { name: "plain" })],
    });
    expect(errors).toEqual([]);
    expect(route?.chat_models).toEqual(["plain"]);
    expect(report.map(({ path }) => path)).toContain("strategy.conditions[0]");
    expect(report.map(({ path }) => path)).toContain("targets[0]");
  });

  it("of keys that are kept there", () => {
    const { config, report } = imported({
      targets: [{ virtual_key: "openai-prod-1", override_params: { model: "gpt-4o" } }],
    });
    expect(config?.chat_models?.[0]?.model).toBe("openai/gpt-4o");
    expect(report[0]?.path).toBe("targets[0].virtual_key");
    expect(imported({ override_params: { model: "@anthropic-eu/claude" } }).config?.chat_models?.[0]?.model).toBe(
      "anthropic/claude",
    );
  });

  it("of guardrails", () => {
    const { config, route, report } = imported({
      ...leaf("a"),
      input_guardrails: [{ "default.contains": { operator: "none", words: ["aurora"] }, deny: true }, "pg-123"],
      output_guardrails: ["pg-9"],
    });
    expect(config?.guardrails).toMatchObject([{ type: "contains", where: "input", behavior: "block" }]);
    expect(route?.guardrails).toEqual(["no-words"]);
    expect(report.map(({ path }) => path)).toEqual(["output_guardrails", "api_key", "input_guardrails[1]"]);
  });

  it.each([
    {},
    [],
    null,
    3,
    { targets: [] },
    { targets: [{}] },
    { provider: "nobody", override_params: { model: "x" } },
    { provider: "openai" },
  ])("%j has nothing to make a route of", (config) => {
    const { yaml, report } = imported(config);
    expect(yaml).toBeUndefined();
    expect(report.length).toBeGreaterThan(0);
  });

  it("of more targets than a route may have", () => {
    const targets = Array.from({ length: 80 }, () => leaf("a"));
    const { route, errors, report } = imported({ strategy: { mode: "fallback" }, targets });
    expect(errors).toEqual([]);
    expect(route?.chat_models).toHaveLength(50);
    expect(report.at(-1)?.path).toBe("targets[79]");
  });

  it("nested without end is refused", () => {
    let config: unknown = leaf("a");
    for (let depth = 0; depth < 30; depth += 1) config = { targets: [config] };
    expect(imported(config).yaml).toBeUndefined();
  });
});
