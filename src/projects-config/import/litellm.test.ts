import { describe, expect, it } from "vitest";
import { readProjectConfig } from "../read-config.ts";
import { importLitellm } from "./litellm.ts";

const CONFIG = `
model_list:
  - model_name: gpt-4o
    litellm_params:
      model: azure/gpt-4o-eu
      api_base: https://eu.openai.azure.com/
      api_key: os.environ/AZURE_EU_KEY
      api_version: "2024-10-21"
      weight: 9
      rpm: 100
  - model_name: gpt-4o
    litellm_params:
      model: gpt-4o
      api_key: sk-written-out
      weight: 1
      temperature: 0.1
      max_tokens: 500
    model_info:
      input_cost_per_token: 0.0000025
      output_cost_per_token: 0.00001
  - model_name: anthropic/claude
    litellm_params:
      model: bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0
      aws_region_name: us-east-1
      timeout: 30
      stream_timeout: 5
  - model_name: embed
    litellm_params: {model: text-embedding-3-small, api_key: os.environ/OPENAI_KEY}
  - model_name: own
    litellm_params: {model: mystery/llama, api_base: http://llama:8000/v1}
  - model_name: openai/*
    litellm_params: {model: openai/*}
  - model_name: lost
    litellm_params: {model: mystery/lost}
  - model_name: pictures
    litellm_params: {model: openai/dall-e-3}
    model_info: {mode: image_generation}
router_settings:
  routing_strategy: usage-based-routing-v2
  num_retries: 2
  fallbacks:
    - gpt-4o: [anthropic/claude, nobody]
  cooldown_time: 30
litellm_settings:
  request_timeout: 600
  cache: true
  cache_params: {type: redis, host: os.environ/REDIS_HOST, port: 6379, ttl: 600, namespace: x}
  drop_params: true
guardrails:
  - guardrail_name: pii
    litellm_params:
      guardrail: presidio
      mode: pre_call
      default_on: true
      pii_entities_config: {CREDIT_CARD: BLOCK, EMAIL_ADDRESS: MASK}
  - guardrail_name: lakera
    litellm_params: {guardrail: lakera_v2, mode: during_call}
mcp_servers:
  my__tools: {url: https://tools.example.com/mcp, transport: http, static_headers: {Authorization: Bearer abc}}
general_settings:
  master_key: sk-master
`;

describe("LiteLLM's configuration", () => {
  const { yaml = "", report, secrets } = importLitellm(CONFIG);
  const read = readProjectConfig(yaml);
  const config = read.config;

  it("becomes one of ours that is right", () => {
    expect(read.errors).toEqual([]);
    expect(Object.keys(config?.routes ?? {})).toEqual(["gpt-4o", "anthropic-claude", "embed", "own"]);
    expect(config?.chat_models?.map(({ model_id: id, model }) => `${id} ${model}`)).toEqual([
      "gpt-4o azure/gpt-4o-eu",
      "gpt-4o-2 openai/gpt-4o",
      "anthropic-claude aws-bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0",
      "own openai/llama",
    ]);
    expect(config?.chat_models?.[0]?.credentials).toEqual({
      api_key: "!secret AZURE_EU_KEY",
      base_url: "https://eu.openai.azure.com/",
      api_version: "2024-10-21",
    });
    expect(config?.chat_models?.[1]).toMatchObject({
      params: { temperature: 0.1, max_tokens: 500 },
      input_cost_per_million_tokens: 2.5,
      output_cost_per_million_tokens: 10,
    });
    expect(config?.cache).toEqual({ redis_host: "!secret REDIS_HOST", redis_port: 6379 });
  });

  it("has weights, fallbacks, retries, deadlines, caching and guardrails on its routes", () => {
    expect(config?.routes["gpt-4o"]).toMatchObject({
      chat_models: ["gpt-4o", "gpt-4o-2", "anthropic-claude"],
      balancing: {
        algorithm: "WEIGHTED_ROUND_ROBIN",
        weights: [
          { model_id: "gpt-4o", weight: 9 },
          { model_id: "gpt-4o-2", weight: 1 },
        ],
      },
      fallback: [
        { target: "gpt-4o", fallbacks: ["gpt-4o-2", "anthropic-claude"] },
        { target: "gpt-4o-2", fallbacks: ["anthropic-claude"] },
      ],
      retries: 2,
      deadlines: { total_ms: 600_000 },
      caching: { type: "exact", ttl: 600 },
      guardrails: ["pii", "pii-2"],
    });
    expect(config?.routes["anthropic-claude"]?.deadlines).toEqual({ total_ms: 30_000, first_token_ms: 5_000 });
    expect(config?.routes["embed"]?.embedding_models).toEqual(["embed"]);
  });

  it.each([
    ["model_list[0].litellm_params.rpm", "no counterpart of a single model"],
    ["model_list[1].litellm_params.api_key", "OPENAI_API_KEY"],
    ["model_list[5]", "stands for many models"],
    ["model_list[6].litellm_params.model", "no provider"],
    ["model_list[7].model_info.mode", "image_generation"],
    ["router_settings.routing_strategy", "take turns"],
    ["router_settings.cooldown_time", "no counterpart"],
    ["router_settings.fallbacks[0].gpt-4o", "no group"],
    ["litellm_settings.drop_params", "no counterpart"],
    ["litellm_settings.cache_params.namespace", "no counterpart"],
    ["guardrails[1]", "lakera_v2"],
    ["mcp_servers.my__tools.static_headers.Authorization", "MCP_AUTHORIZATION"],
    ["general_settings", "belongs to the gateway"],
  ])("reports %s", (path, reason) => {
    const found = report.filter((note) => note.path === path);
    expect(found.map((note) => note.reason).join("; ")).toContain(reason);
  });

  it("copies no key", () => {
    expect(`${yaml}${JSON.stringify(report)}`).not.toMatch(/sk-|Bearer abc/);
    expect(secrets).toEqual(["AZURE_EU_KEY", "MCP_AUTHORIZATION", "OPENAI_API_KEY", "OPENAI_KEY", "REDIS_HOST"]);
  });

  it.each([
    "",
    "- 1",
    "a: [",
    "model_list: 3",
    "model_list: [1, {}, {model_name: 3}]",
    "model_list:\n  - {model_name: '*', litellm_params: {model: '*'}}",
  ])("%j has nothing to make a route of", (text) => {
    const result = importLitellm(text);
    expect(result.yaml).toBeUndefined();
    expect(result.report.length).toBeGreaterThan(0);
  });

  it("stays small with lists that are large", () => {
    const names = Array.from({ length: 600 }, (_, index) => `a${index}`);
    const models = names.map((name) => `  - {model_name: ${name}, litellm_params: {model: openai/x}}\n`).join("");
    const { yaml = "", report: notes } = importLitellm(
      `model_list:\n${models}litellm_settings: {default_fallbacks: [${names.join(", ")}]}`,
    );
    expect(readProjectConfig(yaml).errors).toEqual([]);
    expect(notes.map(({ path }) => path)).toContain("model_list[500]");
    expect(notes.map(({ path }) => path)).toContain("litellm_settings.default_fallbacks");
  });

  it("keeps deployments in their order, and strategies where they mean the same", () => {
    const text = (router: string) => `model_list:
  - {model_name: a, litellm_params: {model: openai/late, order: 2}}
  - {model_name: a, litellm_params: {model: openai/early, order: 1}}
${router}`;
    const ordered = readProjectConfig(importLitellm(text("")).yaml ?? "").config;
    expect(ordered?.routes["a"]?.chat_models).toEqual(["a-2", "a"]);
    expect(ordered?.routes["a"]?.balancing).toBeUndefined();
    const cheap = readProjectConfig(
      importLitellm(text("router_settings: {routing_strategy: cost-based-routing}")).yaml ?? "",
    ).config;
    expect(cheap?.routes["a"]?.strategy).toBe("cost");
  });
});
