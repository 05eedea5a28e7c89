import { describe, expect, it } from "vitest";
import { testRecord } from "../../store/sql/testing/records.ts";
import type { Plan } from "./plan.ts";
import { analysePrompt } from "./prompt/analysis.ts";
import { NOW, testRouting } from "./testing/decide-for.ts";

const analysisOf = (text: string) =>
  analysePrompt(
    { model: "auto", messages: [{ role: "user", blocks: [{ kind: "text", text }] }], stream: false, unmapped: [] },
    undefined,
  );
const planOf = (over: Partial<Plan> = {}): Plan =>
  ({ targets: [], strategy: "x", reason: "x", candidatesEvaluated: 2, ...over }) as unknown as Plan;
const QUESTION = "Write a short story about a lighthouse.";

describe("what routing learns from a request", () => {
  it("who answered the session, and how long it is", () => {
    const routing = testRouting();
    routing.observe(planOf({ session: "s" }), testRecord(), NOW);
    expect(routing.sessions.get("s", NOW)).toMatchObject({ label: "anthropic/claude-3-haiku", tokens: 239 });
    const failed = testRouting();
    failed.observe(planOf({ session: "s" }), testRecord({ errorCode: "server", provider: null }), NOW);
    expect(failed.sessions.get("s", NOW)).toBeUndefined();
  });
  it("health also without a plan", () => {
    const routing = testRouting();
    routing.observe(undefined, testRecord(), NOW);
    expect(routing.health.of("anthropic/claude-3-haiku")?.totalMs.mean).toBe(234.5);
  });
  it("that a question asked again means that the answer did not do", () => {
    const routing = testRouting();
    const plan = planOf({ analysis: analysisOf(QUESTION) });
    const shift = (nowMs: number): number => routing.priors.learnedBy("org_1", "writing", nowMs)("claude-3-haiku");
    routing.observe(plan, testRecord(), NOW);
    expect(shift(NOW)).toBe(0);
    routing.observe(plan, testRecord({ apiKeyId: "key_2" }), NOW + 1_000);
    expect(shift(NOW)).toBe(0);
    routing.observe(plan, testRecord(), NOW + 2_000);
    expect(shift(NOW + 2_000)).toBeLessThan(0);
    const late = testRouting();
    late.observe(plan, testRecord(), NOW);
    late.observe(plan, testRecord(), NOW + 600_000);
    expect(late.priors.isEmpty).toBe(true);
  });
  it("little from attempts that failed, nothing from named models", () => {
    const attempts = [{ provider: "openai", model: "gpt", status: 500, errorCode: "server", latencyMs: 1 }];
    const routing = testRouting();
    routing.observe(planOf({ analysis: analysisOf(QUESTION) }), testRecord({ attempts }), NOW);
    const shift = routing.priors.learnedBy("org_1", "writing", NOW)("gpt");
    expect(shift).toBeLessThan(0);
    expect(shift).toBeGreaterThan(-0.01);
    const named = testRouting();
    named.observe(planOf(), testRecord({ attempts }), NOW);
    expect(named.priors.isEmpty).toBe(true);
  });
});
