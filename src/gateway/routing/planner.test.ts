import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testRecord } from "../../store/sql/testing/records.ts";
import { explain } from "./explain.ts";
import type { Decision } from "./planner.ts";
import { decideFor, NOW, price, testModel, testRouting, testSnapshot } from "./testing/decide-for.ts";
import { ALL, type Asked, decision, labels, MODELS, organization, refused, SNAPSHOT } from "./testing/world.ts";

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
    const asked = {
      routing,
      body: { messages: [{ role: "user", content: "Write a short story about a lighthouse." }] },
    };
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
    [
      "tools, which one offering lacks",
      { body: { tools: [{ type: "function", function: { name: "f", parameters: {} } }] } },
      ["openai/middle", "anthropic/dear"],
    ],
    ["reasoning", { body: { reasoning_effort: "high" } }, ["mistral/middle", "openai/middle", "anthropic/dear"]],
    [
      "no reasoning",
      { body: { reasoning_effort: "none" } },
      ["groq/cheap", "mistral/middle", "openai/middle", "anthropic/dear"],
    ],
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

describe("circuits", () => {
  const opened = (...keys: string[]) => {
    const routing = testRouting();
    for (const key of keys) for (let i = 0; i < 5; i += 1) routing.breakers.failed(key, "server", NOW);
    return routing;
  };
  it("that are open go last, and are asked where nobody else is left", () => {
    expect(labels("auto", { routing: opened("groq/cheap#groq#1") }).at(-1)).toBe("groq/cheap");
    const all = [
      "groq/cheap#groq#1",
      "openai/middle#openai#1",
      "mistral/middle#mistral#1",
      "anthropic/dear#anthropic#1",
    ];
    expect(labels("auto", { routing: opened(...all) })).toHaveLength(4);
    expect(labels("middle", { routing: opened("mistral/middle#mistral#1") })).toEqual([
      "openai/middle",
      "mistral/middle",
    ]);
  });
  it("or none: who fails often is dearer than it looks", () => {
    const routing = testRouting();
    const failed = { provider: "mistral", model: "middle", status: 500, errorCode: "server", latencyMs: 1 };
    for (let i = 0; i < 20; i += 1)
      routing.health.observe(testRecord({ errorCode: "server", attempts: [failed] }), NOW);
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
    expect(labels("middle", { routing: answered("openai/middle"), headers, request: { hints } })[0]).toBe(
      "mistral/middle",
    );
    const exclude = { exclude_providers: ["openai"] };
    expect(labels("middle", { routing: answered("openai/middle"), headers, request: { hints: exclude } })).toEqual([
      "mistral/middle",
    ]);
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
    expect(labels("auto", { routing, seed: 0.99, request: { hints: { prefer_providers: ["groq"] } } })[0]).toBe(
      "groq/cheap",
    );
  });
});

describe("a provider with many models", () => {
  it("does not take all places of the plan", () => {
    const many = Array.from({ length: 8 }, (_x, i) =>
      testModel(`m${i}`, [{ provider: "openai", nativeId: `m${i}`, prices: price(i, i) }]),
    );
    const other = testModel("other", [{ provider: "groq", nativeId: "other", prices: price(99, 99) }]);
    const asked = { snapshot: testSnapshot([...many, other], ["openai", "groq"]) };
    expect(labels("auto", asked)).toEqual(["openai/m0", "openai/m1", "groq/other", "openai/m2", "openai/m3"]);
  });
});

describe("explain", () => {
  it("tells figures of all candidates, why not the others, and what was read in the prompt", () => {
    const decided = decideFor("auto", {
      snapshot: testSnapshot(MODELS, ["groq", "openai"]),
      request: { hints: { exclude_providers: ["openai"] } },
    });
    expect(explain(decided)).toMatchObject({
      strategy: "cost_optimized",
      candidates: [
        {
          model: "groq/cheap",
          provider: "groq",
          rank: 1,
          asked: true,
          circuit: "closed",
          credential: "credits",
          uptime: 1,
        },
      ],
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
        for (const label of slow)
          routing.health.observeAnswer(label, { totalMs: 200, ttftMs: null, outputTokens: 1 }, NOW);
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
