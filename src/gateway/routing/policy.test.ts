import { describe, expect, it } from "vitest";
import type { CallerRoutingPreferences } from "../caller.ts";
import { embeddings } from "../endpoints/embeddings.ts";
import { indexConnections } from "../snapshot/connections.ts";
import { NO_SETTINGS } from "../testing/caller.ts";
import { policyOf } from "./policy.ts";
import { NOW, testRouting } from "./testing/decide-for.ts";
import { type Asked, codes, decision, labels, organization, prefers, refused, SNAPSHOT } from "./testing/world.ts";

describe("preferences", () => {
  it.each<[string, Partial<CallerRoutingPreferences>, Partial<CallerRoutingPreferences> | null, string[]]>([
    ["allowed providers", { allowedProviders: ["openai", "anthropic"] }, null, ["openai/middle", "anthropic/dear"]],
    ["blocked providers", { blockedProviders: ["groq"] }, null, ["mistral/middle", "openai/middle", "anthropic/dear"]],
    [
      "blocked lists add up",
      { blockedProviders: ["groq"] },
      { blockedModels: ["openai/*"] },
      ["mistral/middle", "anthropic/dear"],
    ],
    [
      "allowed lists intersect",
      { allowedProviders: ["groq", "openai"] },
      { allowedProviders: ["openai", "mistral"] },
      ["openai/middle"],
    ],
    [
      "models by id, label, native name and alias",
      { allowedModels: ["cheap", "the-best"] },
      null,
      ["groq/cheap", "anthropic/dear"],
    ],
    [
      "the project's priority before the organization's",
      { priority: "cost" },
      { priority: "quality" },
      ["anthropic/dear", "mistral/middle", "openai/middle", "groq/cheap"],
    ],
    ["no fallback", { fallbackEnabled: false }, null, ["groq/cheap"]],
    [
      "fallback that the project wants",
      { fallbackEnabled: false },
      { fallbackEnabled: true },
      ["groq/cheap", "mistral/middle", "openai/middle", "anthropic/dear"],
    ],
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
    expect(labels("openai/middle", { ...chain, request: { fallbackChain: ["mistral/middle"] } })).toEqual([
      "openai/middle",
      "mistral/middle",
    ]);
    expect(labels("openai/middle", { ...chain, request: { noFallback: true } })).toEqual(["openai/middle"]);
    const off = organization({ fallbackEnabled: false, fallbackChain: ["anthropic/dear"] });
    expect(labels("openai/middle", off)).toEqual(["openai/middle"]);
    expect(labels("openai/middle", { ...off, request: { fallbackChain: ["groq/cheap"] } })).toEqual([
      "openai/middle",
      "groq/cheap",
    ]);
    expect(labels("openai/vectors", { ...chain, endpoint: embeddings })).toEqual(["openai/vectors"]);
  });
  it("pass over what their chain may not name", () => {
    const { caller } = organization({
      fallbackChain: ["anthropic/dear", "groq/cheap"],
      blockedProviders: ["anthropic"],
    });
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
  const within = (...allowedRegions: string[]): Asked => ({
    caller: { settings: { ...NO_SETTINGS, residency: { allowedRegions } } },
  });
  it.each<[string[], string[]]>([
    [["eu"], ["mistral/middle"]],
    [["us-east-1"], ["openai/middle"]],
    [
      ["eu", "us"],
      ["mistral/middle", "openai/middle"],
    ],
  ])("%j leaves who is known to answer from there", (regions, expected) => {
    expect(labels("auto", within(...regions))).toEqual(expected);
    expect(codes("auto", within(...regions))["groq/cheap"]).toBe("residency");
  });
  it("refuses a named model, and lets the built-in provider answer", () => {
    expect(refused("groq/cheap", within("eu"))).toMatchObject({
      code: "permission_denied",
      message: expect.stringContaining("eu"),
    });
    expect(labels("mock/echo", within("eu"))).toEqual(["mock/echo"]);
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
    expect(refused("groq/cheap", { snapshot: own(), caller: { projectMode: "api-keys" } }).code).toBe(
      "provider_key_missing",
    );
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
