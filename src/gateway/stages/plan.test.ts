import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Catalog, Model } from "../../catalog/types.ts";
import type { GatewayError } from "../../errors/gateway-error.ts";
import { PROVIDERS } from "../../providers/registry.ts";
import type { CallerKey } from "../caller.ts";
import type { Endpoint } from "../endpoint.ts";
import { chatCompletions } from "../endpoints/chat-completions.ts";
import { embeddings } from "../endpoints/embeddings.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { LocalBreakers } from "../health/breaker.ts";
import type { Plan } from "../routing/plan.ts";
import { RoutingState } from "../routing/routing-state.ts";
import { buildSnapshot } from "../snapshot/build-snapshot.ts";
import { testCaller } from "../testing/caller.ts";
import { testCredentials, testWiring } from "../testing/wiring.ts";
import { plan } from "./plan.ts";

const price = (inputPico: number, outputPico: number): Model["offerings"][number]["prices"] => [
  { from: "1970-01-01", inputPico, outputPico },
];

function model(id: string, offerings: Model["offerings"], more: Partial<Model> = {}): Model {
  return {
    id,
    name: id,
    operation: "chat",
    contextTokens: 10_000,
    input: ["text"],
    output: ["text"],
    capabilities: [],
    offerings,
    ...more,
  };
}

const CATALOG: Catalog = {
  version: "test",
  models: [
    model("cheap", [{ provider: "groq", nativeId: "cheap", prices: price(1, 1) }], {
      quality: { score: 0.3, source: "x" },
    }),
    model(
      "middle",
      [
        { provider: "openai", nativeId: "middle", prices: price(50, 50) },
        { provider: "mistral", nativeId: "middle", prices: price(40, 40) },
      ],
      {
        quality: { score: 0.6, source: "x" },
        capabilities: ["tools", "json-schema"],
        input: ["text", "image"],
      },
    ),
    model("dear", [{ provider: "anthropic", nativeId: "dear", prices: price(900, 900) }], {
      quality: { score: 0.9, source: "x" },
      contextTokens: 200_000,
      capabilities: ["tools"],
    }),
    model("unpriced", [{ provider: "xai", nativeId: "unpriced", prices: [] }]),
    model("old", [{ provider: "groq", nativeId: "old", prices: price(0, 0) }], { deprecatedOn: "2025-01-01" }),
    model("vectors", [{ provider: "openai", nativeId: "vectors", prices: price(1, 0) }], { operation: "embed" }),
    model("single", [{ provider: "groq", nativeId: "single", prices: price(2, 2) }]),
  ],
};

const ALL = ["groq", "openai", "mistral", "anthropic", "xai"];

interface Asked {
  body?: Record<string, unknown>;
  request?: Partial<DecodedRequest>;
  connected?: readonly string[];
  latency?: Record<string, number>;
  endpoint?: Endpoint;
  caller?: Partial<CallerKey>;
}

const NOW = 1_800_000_000_000;

function planFor(
  modelName: string,
  { body = {}, request = {}, connected = ALL, latency = {}, endpoint = chatCompletions, caller = {} }: Asked = {},
): Plan {
  const credentials = testCredentials(connected);
  const snapshot = buildSnapshot({ catalog: CATALOG, providers: PROVIDERS, credentials }, testWiring());
  const routing = new RoutingState(new LocalBreakers(), { explorationRate: 0, sessionTtlMs: 60_000 });
  for (const [label, totalMs] of Object.entries(latency)) {
    routing.health.observeAnswer(label, { totalMs, ttftMs: null, outputTokens: 1 }, NOW);
  }
  const gateway = {
    snapshot: () => snapshot,
    clock: { now: () => NOW },
    routing,
    settings: { totalTimeoutMs: 1_000 },
  } as unknown as Gateway;
  const full = { model: modelName, messages: [{ role: "user", content: "hi" }], ...body };
  const decoded = {
    body: full,
    model: modelName,
    hints: {},
    fallbackChain: [],
    noFallback: false,
    promptTokensEstimate: 100,
    maxOutputTokens: undefined,
    canonical: () => chatCompletions.chat?.decodeRequest(full),
    ...request,
  } as unknown as DecodedRequest;
  return plan({ endpoint, req: { headers: {} } } as unknown as Exchange, gateway, testCaller(caller), decoded);
}

const labels = (...args: Parameters<typeof planFor>): string[] => planFor(...args).targets.map(({ label }) => label);

function refusal(...args: Parameters<typeof planFor>): GatewayError {
  try {
    planFor(...args);
  } catch (error) {
    return error as GatewayError;
  }
  return expect.fail("was not refused");
}

describe("auto", () => {
  it("takes the cheapest first, the unpriced last, never the deprecated or the built-in", () => {
    const made = planFor("auto");
    expect(made.targets.map(({ label }) => label)).toEqual([
      "groq/cheap",
      "groq/single",
      "mistral/middle",
      "openai/middle",
      "anthropic/dear",
    ]);
    expect(made).toMatchObject({ strategy: "cost_optimized", candidatesEvaluated: 6 });
  });
  it("goes by quality, unknown last", () => {
    expect(labels("auto", { request: { hints: { priority: "quality" } } }).slice(0, 4)).toEqual([
      "anthropic/dear",
      "mistral/middle",
      "openai/middle",
      "groq/cheap",
    ]);
  });
  it("goes by latency, unknown last", () => {
    const latency = { "anthropic/dear": 100, "openai/middle": 50 };
    expect(labels("auto", { latency, request: { hints: { priority: "latency" } } }).slice(0, 3)).toEqual([
      "openai/middle",
      "anthropic/dear",
      "groq/cheap",
    ]);
  });
  it.each<[Asked["request"], string[]]>([
    [{ hints: { exclude_providers: ["groq", "xai"] } }, ["mistral/middle", "openai/middle", "anthropic/dear"]],
    [{ hints: { min_quality_score: 0.6 } }, ["mistral/middle", "openai/middle", "anthropic/dear"]],
    [{ hints: { min_quality_score: 0.61 } }, ["anthropic/dear"]],
    [{ hints: { prefer_providers: ["anthropic"] }, noFallback: true }, ["anthropic/dear"]],
    [{ promptTokensEstimate: 10_001 }, ["anthropic/dear"]],
    [{ promptTokensEstimate: 9_000, maxOutputTokens: 2_000 }, ["anthropic/dear"]],
    [{ noFallback: true }, ["groq/cheap"]],
  ])("narrows by %j", (request, expected) => {
    expect(labels("auto", { request: request ?? {} })).toEqual(expected);
  });
  it.each<[Record<string, unknown>, string[]]>([
    [
      { tools: [{ type: "function", function: { name: "f", parameters: {} } }] },
      ["mistral/middle", "openai/middle", "anthropic/dear"],
    ],
    [
      { response_format: { type: "json_schema", json_schema: { name: "s", schema: {} } } },
      ["mistral/middle", "openai/middle"],
    ],
    [
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "https://x.test/a.png" } }] }] },
      ["mistral/middle", "openai/middle"],
    ],
  ])("asks for what the request needs: %j", (body, expected) => {
    expect(labels("auto", { body })).toEqual(expected);
  });
  it("leaves out who is known to be too slow, not who is unknown", () => {
    const latency = { "groq/cheap": 900, "mistral/middle": 100 };
    expect(labels("auto", { latency, request: { hints: { max_latency_ms: 500 } } })).not.toContain("groq/cheap");
    expect(labels("auto", { latency, request: { hints: { max_latency_ms: 500 } } })).toContain("openai/middle");
  });
  it("says so when nobody is left", () => {
    expect(refusal("auto", { request: { hints: { min_quality_score: 1 } } })).toMatchObject({
      code: "no_healthy_provider",
      status: 503,
    });
    expect(refusal("auto", { request: { hints: { exclude_providers: ALL } } })).toMatchObject({
      code: "no_healthy_provider",
    });
  });
  it("is for chat only", () => {
    expect(refusal("auto", { endpoint: embeddings })).toMatchObject({ code: "invalid_parameters", param: "model" });
  });
  it("gives the same order every time, whatever the order of the catalogue's answers", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("cost", "latency", "quality"),
        fc.array(fc.constantFrom(...ALL)),
        (priority, preferred) => {
          const asked = { request: { hints: { priority: priority as "cost", prefer_providers: preferred } } };
          expect(labels("auto", asked)).toEqual(labels("auto", asked));
        },
      ),
      { numRuns: 20 },
    );
  });
  it("puts the preferred first but keeps the others", () => {
    expect(labels("auto", { request: { hints: { prefer_providers: ["anthropic", "openai"] } } }).slice(0, 3)).toEqual([
      "openai/middle",
      "anthropic/dear",
      "groq/cheap",
    ]);
  });
});

describe("a named model", () => {
  it("is asked alone", () => {
    expect(planFor("openai/middle")).toMatchObject({
      strategy: "direct",
      candidatesEvaluated: 1,
      targets: [{ label: "openai/middle" }],
    });
    expect(labels("single")).toEqual(["groq/single"]);
  });
  it("at several providers is ranked, and hints narrow it", () => {
    expect(labels("middle")).toEqual(["mistral/middle", "openai/middle"]);
    expect(labels("middle", { request: { hints: { exclude_providers: ["mistral"] } } })).toEqual(["openai/middle"]);
    expect(refusal("middle", { request: { hints: { exclude_providers: ["mistral", "openai"] } } })).toMatchObject({
      code: "no_healthy_provider",
    });
  });
  it("with a bare id is narrowed by hints also where one provider alone has it", () => {
    expect(
      refusal("middle", { connected: ["openai"], request: { hints: { exclude_providers: ["openai"] } } }),
    ).toMatchObject({ code: "no_healthy_provider" });
  });
  it("at a provider that does not serve the endpoint is refused", () => {
    expect(refusal("anthropic/dear", { endpoint: embeddings })).toMatchObject({
      code: "invalid_parameters",
      param: "model",
    });
    expect(labels("openai/vectors", { endpoint: embeddings })).toEqual(["openai/vectors"]);
  });
});

describe("x-fallback-chain", () => {
  it("comes after the model, across wires, each once", () => {
    expect(
      labels("openai/middle", {
        request: { fallbackChain: ["anthropic/dear", "openai/middle", "cheap", "anthropic/dear"] },
      }),
    ).toEqual(["openai/middle", "anthropic/dear", "groq/cheap"]);
  });
  it("is not used under x-no-fallback", () => {
    expect(labels("openai/middle", { request: { fallbackChain: ["anthropic/dear"], noFallback: true } })).toEqual([
      "openai/middle",
    ]);
  });
  it("with a name that is not known is refused, naming the chain", () => {
    expect(refusal("openai/middle", { request: { fallbackChain: ["anthropic/dear", "no-such-model"] } })).toMatchObject(
      { code: "model_not_found", param: expect.stringContaining("x-fallback-chain") },
    );
  });
  it("skips a model whose provider has no key: what can answer, answers", () => {
    expect(labels("openai/middle", { connected: ["openai"], request: { fallbackChain: ["anthropic/dear"] } })).toEqual([
      "openai/middle",
    ]);
  });
});
