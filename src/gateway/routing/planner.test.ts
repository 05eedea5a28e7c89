import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GatewayError } from "../../errors/gateway-error.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import type { CallerRoutingPreferences } from "../caller.ts";
import { embeddings } from "../endpoints/embeddings.ts";
import { indexConnections } from "../snapshot/connections.ts";
import { NO_PREFERENCES, NO_SETTINGS } from "../testing/caller.ts";
import { explain } from "./explain.ts";
import { policyOf } from "./policy.ts";
import type { Decision } from "./planner.ts";
import { decideFor, NOW, price, type Question, testModel, testRouting, testSnapshot } from "./testing/decide-for.ts";

const MODELS = [
  testModel("cheap", [{ provider: "groq", nativeId: "cheap", prices: price(1_000, 1_000) }], {
    quality: { score: 0.4, source: "x" },
  }),
  testModel(
    "middle",
    [
      { provider: "openai", nativeId: "middle", prices: price(50_000, 50_000), regions: ["us-east-1"] },
      { provider: "mistral", nativeId: "middle", prices: price(40_000, 40_000), regions: ["eu-west-3"], without: ["tools"] },
    ],
    { quality: { score: 0.6, source: "x" }, capabilities: ["tools", "json-schema", "reasoning"], input: ["text", "image"] },
  ),
  testModel("dear", [{ provider: "anthropic", nativeId: "dear", prices: price(900_000, 900_000) }], {
    quality: { score: 0.9, source: "x" },
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    capabilities: ["tools", "json-schema", "reasoning"],
    input: ["text", "image", "pdf"],
    aliases: ["the-best"],
  }),
  testModel("vectors", [{ provider: "openai", nativeId: "vectors", prices: price(1, 0) }], { operation: "embed" }),
];
const ALL = ["groq", "openai", "mistral", "anthropic"];
const SNAPSHOT = testSnapshot(MODELS, ALL);

type Asked = Omit<Question, "snapshot"> & { readonly snapshot?: Question["snapshot"] };
const decision = (model: string, asked: Asked = {}): Decision => decideFor(model, { snapshot: SNAPSHOT, ...asked }).decision;
const labels = (model: string, asked: Asked = {}): string[] => decision(model, asked).asked.map(({ label }) => label);
const codes = (model: string, asked: Asked = {}): Record<string, string> =>
  Object.fromEntries(decision(model, asked).rejected.map(({ label, code }) => [label, code]));
const prefers = (over: Partial<CallerRoutingPreferences>): CallerRoutingPreferences => ({ ...NO_PREFERENCES, ...over });
const organization = (over: Partial<CallerRoutingPreferences>): Asked => ({
  caller: { settings: { ...NO_SETTINGS, routingPreferences: prefers(over) } },
});

function refused(model: string, asked: Asked = {}): GatewayError {
  try {
    const made = decision(model, asked);
    if (made.refusal !== undefined) return made.refusal;
  } catch (error) {
    return error as GatewayError;
  }
  return expect.fail("was not refused");
}

const HARD = {
  messages: [
    {
      role: "user",
      content:
        "Prove rigorously that the algorithm is optimal, derive its asymptotic complexity, and design a distributed variant without deadlock. It must handle each edge case exactly.",
    },
  ],
};

describe("auto and the prompt", () => {
  it("asks the cheapest that will do: for what is hard another than for what is easy", () => {
    expect(labels("auto")[0]).toBe("groq/cheap");
    expect(labels("auto", { body: HARD })[0]).toBe("anthropic/dear");
    expect(decision("auto").reason).toBe("Lowest cost meeting quality threshold");
  });
  it("asks the best where nobody will do, and says so", () => {
    const snapshot = testSnapshot(MODELS, ["groq", "mistral"]);
    const made = decision("auto", { snapshot, body: HARD });
    expect(made.asked.map(({ label }) => label)).toEqual(["mistral/middle", "groq/cheap"]);
    expect(made.reason).toContain("nobody meets");
  });
  it("asks for the quality that the preferences want", () => {
    expect(labels("auto", organization({ qualityThreshold: 0.99 }))[0]).toBe("anthropic/dear");
    expect(labels("auto", { ...organization({ qualityThreshold: 0.01 }), body: HARD })[0]).toBe("groq/cheap");
  });
  it("learns from what callers say, each organization for itself", () => {
    const routing = testRouting();
    const asked = { routing, body: { messages: [{ role: "user", content: "Write a short story about a lighthouse." }] } };
    expect(labels("auto", asked)[0]).toBe("groq/cheap");
    const key = { organizationId: "org_1", category: "writing", modelId: "cheap" };
    for (let i = 0; i < 200; i += 1) routing.priors.add(key, -1, 1, NOW);
    expect(labels("auto", asked)[0]).toBe("mistral/middle");
    expect(labels("auto", { ...asked, caller: { organizationId: "org_2" } })[0]).toBe("groq/cheap");
  });
  it("is refused without a key of one's own where only those may be used", () => {
    expect(refused("auto", { caller: { projectMode: "api-keys" } }).code).toBe("provider_key_missing");
  });
});

describe("what a request needs", () => {
  it.each<[string, Asked, string[]]>([
    ["tools, which one offering lacks", { body: { tools: [{ type: "function", function: { name: "f", parameters: {} } }] } }, ["openai/middle", "anthropic/dear"]],
    ["reasoning", { body: { reasoning_effort: "high" } }, ["mistral/middle", "openai/middle", "anthropic/dear"]],
    ["no reasoning", { body: { reasoning_effort: "none" } }, ["groq/cheap", "mistral/middle", "openai/middle", "anthropic/dear"]],
    ["context for the expected answer", { request: { promptTokensEstimate: 9_990 } }, ["anthropic/dear"]],
    ["room for the answer", { request: { maxOutputTokens: 65_000 } }, []],
  ])("%s", (_name, asked, expected) => {
    expect([...labels("auto", asked)].sort()).toEqual([...expected].sort());
  });
  it("counts a picture as a picture, however long its bytes", () => {
    const url = `data:image/png;base64,${"A".repeat(400_000)}`;
    const body = { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }] };
    expect(labels("auto", { body, request: { promptTokensEstimate: 100_000 } })).toContain("openai/middle");
  });
  it("leaves a named model's offering that cannot serve, unless none can", () => {
    const tools = [{ type: "function", function: { name: "f", parameters: {} } }];
    expect(labels("middle", { body: { tools } })).toEqual(["openai/middle"]);
    const snapshot = testSnapshot(MODELS, ["mistral"]);
    expect(labels("middle", { body: { tools }, snapshot })).toEqual(["mistral/middle"]);
  });
});

describe("preferences", () => {
  it.each<[string, Partial<CallerRoutingPreferences>, Partial<CallerRoutingPreferences> | null, string[]]>([
    ["allowed providers", { allowedProviders: ["openai", "anthropic"] }, null, ["openai/middle", "anthropic/dear"]],
    ["blocked providers", { blockedProviders: ["groq"] }, null, ["mistral/middle", "openai/middle", "anthropic/dear"]],
    ["blocked lists add up", { blockedProviders: ["groq"] }, { blockedModels: ["openai/*"] }, ["mistral/middle", "anthropic/dear"]],
    ["allowed lists intersect", { allowedProviders: ["groq", "openai"] }, { allowedProviders: ["openai", "mistral"] }, ["openai/middle"]],
    ["models by id, label, native name and alias", { allowedModels: ["cheap", "the-best"] }, null, ["groq/cheap", "anthropic/dear"]],
    ["the project's priority before the organization's", { priority: "cost" }, { priority: "quality" }, ["anthropic/dear", "mistral/middle", "openai/middle", "groq/cheap"]],
    ["no fallback", { fallbackEnabled: false }, null, ["groq/cheap"]],
    ["fallback that the project wants", { fallbackEnabled: false }, { fallbackEnabled: true }, ["groq/cheap", "mistral/middle", "openai/middle", "anthropic/dear"]],
  ])("%s", (_name, own, project, expected) => {
    const { caller } = organization(own);
    const routingPreferences = project === null ? null : prefers(project);
    expect(labels("auto", { caller: { ...caller, routingPreferences } })).toEqual(expected);
  });
  it("say why, and keep a named model from being called", () => {
    const asked = organization({ blockedProviders: ["groq"], allowedModels: ["middle"] });
    expect(codes("auto", asked)).toEqual({ "groq/cheap": "provider_blocked", "anthropic/dear": "model_not_allowed" });
    expect(refused("groq/cheap", asked)).toMatchObject({ code: "permission_denied", status: 403, param: "model" });
    expect(refused("dear", asked)).toMatchObject({ code: "permission_denied" });
    expect(labels("middle", asked)).toEqual(["mistral/middle", "openai/middle"]);
  });
  it("bring a chain of fallbacks, which the request's own replaces", () => {
    const chain = organization({ fallbackChain: ["anthropic/dear", "no-such-model", "groq/cheap"] });
    expect(labels("openai/middle", chain)).toEqual(["openai/middle", "anthropic/dear", "groq/cheap"]);
    expect(labels("openai/middle", { ...chain, request: { fallbackChain: ["mistral/middle"] } })).toEqual(["openai/middle", "mistral/middle"]);
    expect(labels("openai/middle", { ...chain, request: { noFallback: true } })).toEqual(["openai/middle"]);
    const off = organization({ fallbackEnabled: false, fallbackChain: ["anthropic/dear"] });
    expect(labels("openai/middle", off)).toEqual(["openai/middle"]);
    expect(labels("openai/middle", { ...off, request: { fallbackChain: ["groq/cheap"] } })).toEqual(["openai/middle", "groq/cheap"]);
    expect(labels("openai/vectors", { ...chain, endpoint: embeddings })).toEqual(["openai/vectors"]);
  });
  it("pass over what their chain may not name", () => {
    const { caller } = organization({ fallbackChain: ["anthropic/dear", "groq/cheap"], blockedProviders: ["anthropic"] });
    expect(labels("openai/middle", { caller: caller ?? {} })).toEqual(["openai/middle", "groq/cheap"]);
  });
  it("about latency order and never refuse", () => {
    const routing = testRouting();
    routing.health.observeAnswer("groq/cheap", { totalMs: 9_000, ttftMs: null, outputTokens: 1 }, NOW);
    expect(labels("auto", { ...organization({ maxLatencyMs: 1_000 }), routing })).toEqual([
      "mistral/middle",
      "openai/middle",
      "anthropic/dear",
      "groq/cheap",
    ]);
  });
});

describe("a key's IAM", () => {
  const iam = [{ effect: "deny", on: "providers", values: ["anthropic"], name: "no-anthropic" }] as const;
  it("takes candidates away, and names its rule where it forbids what was named", () => {
    expect(labels("auto", { caller: { iam } })).not.toContain("anthropic/dear");
    expect(codes("auto", { caller: { iam } })).toEqual({ "anthropic/dear": "iam" });
    expect(refused("anthropic/dear", { caller: { iam } })).toMatchObject({
      code: "permission_denied",
      param: "model",
      message: expect.stringContaining("no-anthropic"),
    });
    expect(refused("the-best", { caller: { iam } })).toMatchObject({ code: "permission_denied" });
  });
  it("holds for the request's chain, with its place", () => {
    const asked = { caller: { iam }, request: { fallbackChain: ["groq/cheap", "dear"] } };
    expect(refused("openai/middle", asked)).toMatchObject({ code: "permission_denied", param: "x-fallback-chain[1]" });
  });
  it("that allows nothing leaves nothing", () => {
    const none = [{ effect: "allow", on: "models", values: ["nothing"], name: "only-nothing" }] as const;
    expect(refused("auto", { caller: { iam: none } })).toMatchObject({
      code: "permission_denied",
      message: expect.stringContaining("only-nothing"),
    });
  });
  it("knows prices", () => {
    const cap = [{ effect: "allow", on: "pricing", maxInputUsdPerMillion: 0.045 }] as const;
    expect(labels("auto", { caller: { iam: cap } })).toEqual(["groq/cheap", "mistral/middle"]);
  });
});

describe("residency", () => {
  const within = (...allowedRegions: string[]): Asked => ({ caller: { settings: { ...NO_SETTINGS, residency: { allowedRegions } } } });
  it.each<[string[], string[]]>([
    [["eu"], ["mistral/middle"]],
    [["us-east-1"], ["openai/middle"]],
    [["eu", "us"], ["mistral/middle", "openai/middle"]],
  ])("%j leaves who is known to answer from there", (regions, expected) => {
    expect(labels("auto", within(...regions))).toEqual(expected);
    expect(codes("auto", within(...regions))["groq/cheap"]).toBe("residency");
  });
  it("refuses a named model, and lets the built-in provider answer", () => {
    expect(refused("groq/cheap", within("eu"))).toMatchObject({ code: "permission_denied", message: expect.stringContaining("eu") });
    expect(labels("mock/echo", within("eu"))).toEqual(["mock/echo"]);
  });
});

describe("circuits", () => {
  const opened = (...keys: string[]) => {
    const routing = testRouting();
    for (const key of keys) for (let i = 0; i < 5; i += 1) routing.breakers.failed(key, "server", NOW);
    return routing;
  };
  it("that are open go last, and are asked where nobody else is left", () => {
    expect(labels("auto", { routing: opened("groq/cheap#groq#1") }).at(-1)).toBe("groq/cheap");
    const all = ["groq/cheap#groq#1", "openai/middle#openai#1", "mistral/middle#mistral#1", "anthropic/dear#anthropic#1"];
    expect(labels("auto", { routing: opened(...all) })).toHaveLength(4);
    expect(labels("middle", { routing: opened("mistral/middle#mistral#1") })).toEqual(["openai/middle", "mistral/middle"]);
  });
  it("or none: who fails often is dearer than it looks", () => {
    const routing = testRouting();
    const failed = { provider: "mistral", model: "middle", status: 500, errorCode: "server", latencyMs: 1 };
    for (let i = 0; i < 20; i += 1) routing.health.observe(testRecord({ errorCode: "server", attempts: [failed] }), NOW);
    expect(labels("middle", { routing })).toEqual(["openai/middle", "mistral/middle"]);
  });
});

describe("sessions", () => {
  const plan = (session: string) => ({ session: `proj_1 ${session} middle` });
  const answered = (label: string, routing = testRouting()) => {
    const [provider = "", model = ""] = label.split("/");
    routing.sessions.set(plan("s").session, { label: `${provider}/${model}`, tokens: 10, atMs: NOW });
    return routing;
  };
  const headers = { "x-session-id": "s" };
  it("stay with who answered them", () => {
    const routing = answered("openai/middle");
    expect(labels("middle", { routing, headers })).toEqual(["openai/middle", "mistral/middle"]);
    expect(labels("middle", { routing })).toEqual(["mistral/middle", "openai/middle"]);
    expect(labels("middle", { routing, headers: { "x-session-id": "t" } })[0]).toBe("mistral/middle");
    expect(labels("middle", { routing, headers, caller: { projectId: "proj_2" } })[0]).toBe("mistral/middle");
    expect(decision("middle", { routing, headers }).reason).toContain("session");
  });
  it("leave who is ill, excluded or less welcome", () => {
    const open = answered("openai/middle");
    for (let i = 0; i < 5; i += 1) open.breakers.failed("openai/middle#openai#1", "server", NOW);
    expect(labels("middle", { routing: open, headers })[0]).toBe("mistral/middle");
    const hints = { prefer_providers: ["mistral"] };
    expect(labels("middle", { routing: answered("openai/middle"), headers, request: { hints } })[0]).toBe("mistral/middle");
    const exclude = { exclude_providers: ["openai"] };
    expect(labels("middle", { routing: answered("openai/middle"), headers, request: { hints: exclude } })).toEqual(["mistral/middle"]);
  });
});

describe("exploration", () => {
  it("tries another than the best for its share of requests, and no more", () => {
    const routing = testRouting({ explorationRate: 0.1 });
    expect(labels("auto", { routing, seed: 0.1 })[0]).toBe("groq/cheap");
    const tried = [0, 0.04, 0.07].map((seed) => labels("auto", { routing, seed })[0]);
    expect(new Set(tried)).toEqual(new Set(["mistral/middle", "openai/middle", "anthropic/dear"]));
    expect(labels("auto", { routing, seed: 0 })).toHaveLength(4);
  });
  it("never tries who is not good enough, nor leaves the preferred", () => {
    const routing = testRouting({ explorationRate: 1 });
    expect(labels("auto", { routing, seed: 0.99, body: HARD })[0]).toBe("anthropic/dear");
    expect(labels("auto", { routing, seed: 0.99, request: { hints: { prefer_providers: ["groq"] } } })[0]).toBe("groq/cheap");
  });
});

describe("a provider with many models", () => {
  it("does not take all places of the plan", () => {
    const many = Array.from({ length: 8 }, (_x, i) => testModel(`m${i}`, [{ provider: "openai", nativeId: `m${i}`, prices: price(i, i) }]));
    const other = testModel("other", [{ provider: "groq", nativeId: "other", prices: price(99, 99) }]);
    const asked = { snapshot: testSnapshot([...many, other], ["openai", "groq"]) };
    expect(labels("auto", asked)).toEqual(["openai/m0", "openai/m1", "groq/other", "openai/m2", "openai/m3"]);
  });
});

describe("whose keys", () => {
  const own = (projectId: string | null = null) => {
    const [provider] = [...SNAPSHOT.publicView.providers.values()].filter(({ provider: { id } }) => id === "openai");
    const [template] = provider?.credentials ?? [];
    if (provider === undefined || template === undefined) return expect.fail("no provider");
    const credential = { ...template, id: "pk_own", paidBy: "own-key" as const };
    const connection = { organizationId: "org_1", projectId, provider: provider.provider, credential, priority: 0 };
    return SNAPSHOT.withConnections(indexConnections([connection]));
  };
  const paidBy = (mode: "api-keys" | "credits" | "hybrid", snapshot = own()): string[] =>
    decision("openai/middle", { snapshot, caller: { projectMode: mode } }).asked.flatMap(({ candidate }) =>
      candidate.connected.credentials.map((one) => one.paidBy),
    );
  it("api-keys: the own alone; credits: the platform's alone; hybrid: the own first", () => {
    expect(paidBy("api-keys")).toEqual(["own-key"]);
    expect(paidBy("credits")).toEqual(["credits"]);
    expect(paidBy("hybrid")).toEqual(["own-key", "credits"]);
    expect(paidBy("hybrid", SNAPSHOT)).toEqual(["credits"]);
    expect(labels("auto", { snapshot: own(), caller: { projectMode: "api-keys" } })).toEqual(["openai/middle"]);
    expect(refused("groq/cheap", { snapshot: own(), caller: { projectMode: "api-keys" } }).code).toBe("provider_key_missing");
  });
  it("another project's key is not used", () => {
    expect(paidBy("hybrid", own("proj_other"))).toEqual(["credits"]);
  });
});

describe("policyOf", () => {
  it("compiles a caller's parts once, also when the rest of the caller changes", () => {
    const { caller } = organization({ allowedProviders: ["openai"] });
    const parts = { settings: caller?.settings ?? NO_SETTINGS, routingPreferences: null, iam: null };
    expect(policyOf(parts)).toBe(policyOf({ ...parts }));
    expect(policyOf(parts)).not.toBe(policyOf({ ...parts, iam: [{ effect: "deny", on: "models", values: [] }] }));
  });
});

describe("explain", () => {
  it("tells figures of all candidates, why not the others, and what was read in the prompt", () => {
    const decided = decideFor("auto", { snapshot: testSnapshot(MODELS, ["groq", "openai"]), request: { hints: { exclude_providers: ["openai"] } } });
    expect(explain(decided)).toMatchObject({
      strategy: "cost_optimized",
      candidates: [{ model: "groq/cheap", provider: "groq", rank: 1, asked: true, circuit: "closed", credential: "credits", uptime: 1 }],
      rejected: [
        { model: "openai/middle", code: "excluded_by_hint" },
        { model: "anthropic/*", code: "no_credential", reason: expect.stringContaining("LLM_ANTHROPIC_API_KEY") },
        { model: "mistral/*", code: "no_credential" },
      ],
      analysis: { category: "chat", language: "und", quality_threshold: 0.7, predictor: "blend" },
    });
  });
  it("has figures also for who was named, and the error where there is one", () => {
    expect(explain(decideFor("groq/cheap", { snapshot: SNAPSHOT }))).toMatchObject({
      strategy: "direct",
      candidates: [{ model: "groq/cheap", expected_cost_usd: 0.000000356, predicted_quality: 0.4 }],
    });
    const denied = decideFor("auto", { snapshot: SNAPSHOT, request: { hints: { min_quality_score: 1 } } });
    expect(explain(denied)).toMatchObject({ candidates: [], error: { status: 503, code: "no_healthy_provider" } });
  });
});

describe("any plan", () => {
  const hints = fc.record(
    {
      priority: fc.constantFrom("cost", "latency", "quality"),
      prefer_providers: fc.subarray(ALL),
      exclude_providers: fc.subarray(ALL),
      min_quality_score: fc.constantFrom(0, 0.5, 0.7, 1),
      max_latency_ms: fc.constantFrom(50, 500),
    },
    { requiredKeys: [] },
  );
  const policies = fc.record({
    allowedProviders: fc.subarray(ALL),
    blockedProviders: fc.subarray(ALL),
    blockedModels: fc.subarray(["cheap", "openai/*", "dear"]),
  });
  const world = fc.record({
    hints,
    policies,
    seed: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    slow: fc.subarray(["groq/cheap", "openai/middle", "anthropic/dear"]),
    open: fc.subarray(["groq/cheap#groq#1", "mistral/middle#mistral#1"]),
    model: fc.constantFrom("auto", "middle"),
  });
  it("is the same for the same situation, asks nobody who was rejected, and is only narrowed by hints", () => {
    fc.assert(
      fc.property(world, ({ hints: given, policies: policy, seed, slow, open, model }) => {
        const routing = testRouting({ explorationRate: 0.3 });
        for (const label of slow) routing.health.observeAnswer(label, { totalMs: 200, ttftMs: null, outputTokens: 1 }, NOW);
        for (const key of open) for (let i = 0; i < 5; i += 1) routing.breakers.failed(key, "server", NOW);
        const asked: Asked = { ...organization(policy), routing, seed, request: { hints: given as object } };
        const first = decision(model, asked);
        const second = decision(model, asked);
        const names = (made: Decision): string[] => made.asked.map(({ label }) => label);
        expect(names(second)).toEqual(names(first));
        const rejected = new Set(first.rejected.map(({ label }) => label));
        expect(names(first).filter((label) => rejected.has(label))).toEqual([]);
        expect((first.asked.length === 0) === (first.refusal !== undefined)).toBe(true);
        const unhinted = new Set(decision(model, { ...asked, request: {} }).ranking.map(({ entry }) => entry.label));
        expect(first.ranking.filter(({ entry }) => !unhinted.has(entry.label))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
