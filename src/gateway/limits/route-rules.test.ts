import { describe, expect, it } from "vitest";
import type { RouteLimit } from "../routes/route-limit.ts";
import { Grant } from "./grant.ts";
import type { LimitRule } from "./limit-engine.ts";
import { LocalLimitEngine } from "./local-limit-engine.ts";
import { budgetUsedOf, routeOfRule, routeRules } from "./route-rules.ts";
import { routeLimit, testRoute } from "./testing/test-route.ts";

const NOW = 20_000 * 86_400_000 + 5_000_000;
const HOUR = 3_600_000;
const caller = { keyId: "key_1" };

function rules(limits: readonly RouteLimit[], more: Parameters<typeof testRoute>[1] = {}, keyId = "key_1") {
  return routeRules(testRoute(limits, more), { keyId }, NOW);
}

describe("rules of a route", () => {
  it("count for all callers of the route, or for each key", () => {
    const [all, own] = rules([routeLimit("requests", 5), routeLimit("output_tokens", 9, { scope: "key" })]);
    expect(all).toMatchObject({
      counter: "route:proj_1/support:requests",
      scope: "route",
      scopeId: "proj_1/support",
      measure: "requests",
      limit: 5,
      hard: true,
      window: { kind: "sliding", ms: 60_000 },
    });
    expect(own).toMatchObject({ counter: "route:proj_1/support/key_1:output_tokens", perKey: true });
    expect(routeOfRule(all as LimitRule)).toEqual({ projectId: "proj_1", name: "support", keyId: undefined });
    expect(routeOfRule(own as LimitRule)).toEqual({ projectId: "proj_1", name: "support", keyId: "key_1" });
  });

  it("share no counter between projects, routes and measures, and share one between versions", () => {
    const limit = [routeLimit("nanos", 5)];
    const from = testRoute([]).from;
    const counters = [
      rules(limit),
      rules(limit, { from: { ...from, projectId: "proj_2" } }),
      rules(limit, { name: "other" }),
      rules([routeLimit("input_nanos", 5)]),
      rules([routeLimit("nanos", 5, { scope: "key" })]),
      rules([routeLimit("nanos", 5, { scope: "key" })], {}, "key_2"),
    ].map(([rule]) => rule?.counter);
    expect(new Set(counters).size).toBe(counters.length);
    const renewed = rules(limit, { from: { ...from, configId: "cfg_2", version: 4, projectSlug: "renamed" } });
    expect(renewed[0]?.counter).toBe(counters[0]);
  });

  it("begin aligned windows with the clock", () => {
    const [rule] = rules([routeLimit("nanos", 5, { aligned: true, windowMs: HOUR })]);
    expect(rule?.window).toEqual({ kind: "period", startMs: NOW - (NOW % HOUR), endMs: NOW - (NOW % HOUR) + HOUR });
  });

  it("of several for the same counter and time hold the tightest once", () => {
    const found = rules([
      routeLimit("requests", 5),
      routeLimit("requests", 3),
      routeLimit("requests", 4),
      routeLimit("requests", 100, { windowMs: HOUR }),
    ]);
    expect(found.map(({ limit }) => limit)).toEqual([3, 100]);
  });
});

describe("the share of a route's budget that is used", () => {
  const route = testRoute([routeLimit("nanos", 100), routeLimit("requests", 1), routeLimit("input_nanos", 1_000)]);

  async function grantOf(engine: LocalLimitEngine, id: string, amount: number): Promise<Grant> {
    const claims = routeRules(route, caller, NOW).map((rule) => ({
      rule: rule.measure === "requests" ? { ...rule, limit: 9 } : rule,
      amount: rule.measure === "requests" ? 1 : amount,
    }));
    const reservation = { id, tenant: "org_1", claims, nowMs: NOW, holdMs: 1_000 };
    return new Grant(engine, reservation, (await engine.reserve(reservation)).states);
  }

  it("leaves out what the request itself reserves", async () => {
    const engine = new LocalLimitEngine();
    expect(budgetUsedOf(await grantOf(engine, "a", 60), route)).toBe(0);
    expect(budgetUsedOf(await grantOf(engine, "b", 40), route)).toBe(0.6);
    expect(budgetUsedOf(await grantOf(engine, "c", 0), route)).toBe(1);
  });

  it("is not known without a budget, and full with one of nothing", async () => {
    const engine = new LocalLimitEngine();
    expect(budgetUsedOf(await grantOf(engine, "a", 60), testRoute([routeLimit("tokens", 1)]))).toBeUndefined();
    const none = testRoute([routeLimit("nanos", 0)]);
    const claims = routeRules(none, caller, NOW).map((rule) => ({ rule, amount: 0 }));
    const reservation = { id: "b", tenant: "org_2", claims, nowMs: NOW, holdMs: 1_000 };
    const { states } = await engine.reserve(reservation);
    expect(budgetUsedOf(new Grant(engine, reservation, states), none)).toBe(1);
  });
});
