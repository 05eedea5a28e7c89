import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import type { Wiring } from "../../gateway/snapshot/connect.ts";
import { makeSigner } from "../../gateway/upstream/signing/make-signer.ts";
import { signerDeps } from "../../gateway/upstream/signing/signer-deps.ts";
import { providerById } from "../../providers/registry.ts";
import { renderConfigError } from "../config-error.ts";
import { CONFIG_TEMPLATES } from "../templates/config-templates.ts";
import { type CompiledProject, compileProject } from "./compile-project.ts";

const EXAMPLES = new URL("../examples/", import.meta.url);
const wiring: Wiring = {
  dispatchTo: () => () => {},
  proofOf: (auth, fields) => makeSigner(auth, fields, signerDeps({ now: () => 0, ownIdentity: false })),
};
const from = { organizationId: "org_1", projectId: "proj_1", projectSlug: "shop", configId: "cfg_1", version: 3 };

function compile(yaml: string, secrets: Record<string, string> | "all" = {}): CompiledProject {
  const secretOf = (name: string) => (secrets === "all" ? `secret-of-${name}` : secrets[name]);
  return compileProject({ from, yaml, secretOf }, { wiring, providerOf: providerById, promptOf: () => "Be kind." });
}

function errorsOf(yaml: string, secrets: Record<string, string> = {}): string[] {
  return compile(yaml, secrets).errors.map(renderConfigError);
}

describe("what is written down", () => {
  const examples = globSync("*.yaml", { cwd: EXAMPLES });
  it.each(examples.filter((name) => name !== "guardrails-ai-server.yaml"))("%s can be served", (name) => {
    const { project, errors } = compile(readFileSync(new URL(basename(name), EXAMPLES), "utf8"), "all");
    expect(errors).toEqual([]);
    expect(project?.routes.size).toBeGreaterThan(0);
  });

  it.each(CONFIG_TEMPLATES.map(({ id, yaml }) => [id, yaml] as const))("the template %s can be served", (_, yaml) => {
    expect(compile(yaml, "all").errors).toEqual([]);
  });

  it("a server that nothing here asks is no guardrail that could be served", () => {
    const text = readFileSync(new URL("guardrails-ai-server.yaml", EXAMPLES), "utf8");
    expect(compile(text, "all").errors.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("guardrails_ai cannot be served here"),
    );
  });
});

const MODELS = `
chat_models:
  - model_id: a
    model: openai/gpt-4o-mini
    credentials: {api_key: !secret KEY}
    params: {temperature: 0.2, enable_prompt_cache: true}
    prompt: Be brief.
    retry_attempts: 1
  - model_id: b
    model: anthropic/claude-sonnet-4-5
embedding_models:
  - model_id: e
    model: openai/text-embedding-3-small
`;

describe("a route", () => {
  it("has its models, their terms and chains, and everything else it says", () => {
    const { project, errors } = compile(
      `${MODELS}
routes:
  main:
    chat_models: [a, b]
    embedding_models: [e]
    fallback:
      - {target: a, fallbacks: [b]}
    deadlines: {first_token_ms: 900, total_ms: 5000}
    recovery: splice
    hedge_after_ms: 700
    retries: 4
    strategy: cost
    caching: {type: semantic, ttl: 60, embedding_model_id: e}
    rate_limiting: {max_requests: 10, window_size: 15 minutes, algorithm: aligned_fixed_window}
    token_limiting: {input: {max_token: 5}, scope: user}
    budget_limiting: {max_budget: 0.5, window_size: 1 day}
`,
      { KEY: "sk-1" },
    );
    expect(errors).toEqual([]);
    const route = project?.routes.get("shop/main");
    expect(route).toMatchObject({
      from,
      label: "shop/main",
      strategy: "cost",
      recovery: "splice",
      hedgeAfterMs: 700,
      deadlines: { firstTokenMs: 900, totalMs: 5_000 },
      // What is less alike than that is not the same question here.
      caching: { kind: "semantic", ttlSeconds: 60, similarityThreshold: 0.9, embeddingModel: "shop/~e" },
      limits: [
        { measure: "requests", limit: 10, windowMs: 900_000, aligned: true, scope: "route" },
        { measure: "input_tokens", limit: 5, windowMs: 60_000, aligned: false, scope: "key" },
        { measure: "nanos", limit: 500_000_000, windowMs: 86_400_000, aligned: false, scope: "route" },
      ],
    });
    const [a, b] = route?.models.chat ?? [];
    expect(a).toMatchObject({
      providerId: "openai",
      name: "gpt-4o-mini",
      retries: 4,
      terms: { params: { temperature: 0.2 }, prompt: { role: "system", text: "Be brief." }, promptCache: true },
    });
    expect(a?.connected?.credentials[0]).toMatchObject({ paidBy: "own-key", origin: "https://api.openai.com" });
    expect(a?.connected?.credentials[0]?.headers).toContain("Bearer sk-1");
    expect(b).toMatchObject({ connected: undefined, terms: undefined, retries: 4 });
    expect(route?.fallbacks.chat.get("a")).toEqual([b]);
    expect([...(project?.inner.keys() ?? [])]).toEqual(["shop/~a", "shop/~b", "shop/~e"]);
    // Prompts are for callers, not for the gateway's own questions.
    expect(project?.inner.get("shop/~a")?.models.chat[0]?.terms?.prompt).toBeUndefined();
  });

  it("has another fingerprint as soon as its answers may differ, and the same for other limits and secrets' names", () => {
    const of = (text: string, secrets: Record<string, string> = { KEY: "sk-1" }) =>
      compile(`${MODELS}\nroutes:\n  main: ${text}`, secrets).project?.routes.get("shop/main")?.fingerprint;
    const before = of("{chat_models: [a]}");
    expect(before).toMatch(/^[\w-]{22}$/);
    expect(of("{chat_models: [a], rate_limiting: {max_requests: 1}}")).toBe(before);
    expect(of("{chat_models: [b]}")).not.toBe(before);
    expect(of("{chat_models: [a], strategy: cost}")).not.toBe(before);
    expect(of("{chat_models: [a]}", { KEY: "sk-2" })).not.toBe(before);
  });

  it("never shows a secret", () => {
    const { project } = compile(`${MODELS}\nroutes:\n  main: {chat_models: [a]}`, { KEY: "sk-hidden" });
    const { connected, ...rest } = project?.routes.get("shop/main")?.models.chat[0] ?? {};
    expect(
      JSON.stringify([rest, connected?.credentials[0]?.id, project?.routes.get("shop/main")?.fingerprint]),
    ).not.toContain("sk-hidden");
  });
});

const model = (members: string) => `chat_models:\n  - model_id: a\n    ${members}\nroutes:\n  r: {chat_models: [a]}\n`;

describe("addresses and prices", () => {
  it.each([
    [
      "model: openai/llama\n    credentials: {base_url: 'http://llm.internal:8000/v1'}",
      "http://llm.internal:8000",
      "/v1",
    ],
    [
      "model: azure/d\n    credentials: {api_base: 'https://x.openai.azure.com', api_key: k}",
      "https://x.openai.azure.com",
      "",
    ],
    [
      "model: mistral/m\n    credentials: {api_base: 'https://eu.mistral.example/', api_key: k}",
      "https://eu.mistral.example",
      "/v1",
    ],
    [
      "model: bedrock/m\n    credentials: {region: eu-central-1, api_key: k}",
      "https://bedrock-runtime.eu-central-1.amazonaws.com",
      "",
    ],
  ])("%s", (members, origin, basePath) => {
    const { project, errors } = compile(model(members));
    expect(errors).toEqual([]);
    expect(project?.routes.get("shop/r")?.models.chat[0]?.connected?.credentials[0]).toMatchObject({
      origin,
      basePath,
    });
  });

  it("dollars a million tokens become pico-dollars a token; 0 is the catalogue's", () => {
    const { project } = compile(
      model("model: openai/own\n    input_cost_per_million_tokens: 0.15\n    output_cost_per_million_tokens: 0"),
    );
    expect(project?.routes.get("shop/r")?.models.chat[0]?.price).toEqual({ inputPico: 150_000 });
  });
});

describe("what cannot be served is refused at its line", () => {
  it.each([
    [
      "a missing secret",
      model("model: openai/x\n    credentials: {api_key: !secret NONE}"),
      "4:36 chat_models[0].credentials.api_key: there is no secret 'NONE'",
    ],
    [
      "a credential that lacks something",
      model("model: bedrock/x\n    credentials: {api_key: k}"),
      /^4:\d+ chat_models\[0\]\.credentials: region: /,
    ],
    [
      "a member that means nothing",
      model("model: openai/x\n    credentials: {api_key: k, region: eu}"),
      "4:39 chat_models[0].credentials.region: means nothing to OpenAI",
    ],
    [
      "credentials of a provider of one's own",
      model("model: ours/x\n    credentials: {api_key: k}"),
      /belong to the connection of a provider of your own/,
    ],
    [
      "entities that nothing finds",
      `${model("model: openai/x")}guardrails:\n  - {name: p, type: presidio_analyzer, parameters: {entities: [PERSON]}}\n`,
      /^7:\d+ guardrails\[0\]\.parameters\.entities: are all such/,
    ],
  ])("%s", (_, yaml, expected) => {
    const errors = errorsOf(yaml);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toEqual(typeof expected === "string" ? expected : expect.stringMatching(expected));
  });
});
