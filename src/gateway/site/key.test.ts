import { expect, it } from "vitest";
import type { CallerBudget } from "../caller.ts";
import type { LimitState } from "../limits/limit-engine.ts";
import { rulesOf } from "../limits/rules-of.ts";
import { testCaller } from "../testing/caller.ts";
import { keyView } from "./key.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");

function budget(id: string, over: Partial<CallerBudget>): CallerBudget {
  const of = { id, scope: "organization", scopeId: "org_1", period: "day" } as const;
  return { ...of, limitNanos: 5_000_000_000, hard: true, allowUnpriced: false, ...over };
}

it("shows use and resets of every limit and budget, and of tags only the request's own", () => {
  const caller = testCaller({
    usageLimitNanos: 8_000_000_000,
    spentNanos: 1_000_000_000,
    rateLimits: { rpm: 5 },
    organizationRateLimits: { rpd: 10, parallel: 2 },
    timeZone: "Europe/Rome",
    credits: { creditedNanos: 3_000_000_000, lineNanos: 1_000_000_000 },
    budgets: [
      budget("usage-limit", { scope: "key", scopeId: "key_1", period: "total", limitNanos: 8_000_000_000 }),
      budget("daily_usd", {}),
      budget("soft", { hard: false, limitNanos: 2_000_000_000 }),
      budget("each", { period: "request" }),
      budget("user", { scope: "tag", scopeId: "user=*", period: "month" }),
      budget("secret", { scope: "tag", scopeId: "customer=acme", period: "month" }),
    ],
  });
  const rules = rulesOf(caller, { ip: null, tags: { user: "7" }, defaults: { rpm: 1, tpm: 100 } }, NOW);
  const states = rules.map(
    (rule): LimitState => ({ rule, used: rule.measure === "nanos" ? 2_500_000_000 : 2, resetAtMs: NOW + 1_000 }),
  );
  const view = keyView(caller, states);
  const resets_at = "2026-11-21T23:00:00.000Z";
  expect(view).toMatchObject({
    usage: { spent_usd: 2.5, limit_usd: 8, remaining_usd: 5.5 },
    rate_limits: { rpm: 5 },
    limits: [
      { scope: "key", measure: "requests", window: "minute", limit: 5, used: 2, remaining: 3 },
      { scope: "key", measure: "tokens", window: "minute", limit: 100, used: 2, remaining: 98 },
      { scope: "organization", measure: "requests", window: "day", limit: 10, resets_at: "2026-11-21T12:00:01.000Z" },
      { scope: "organization", measure: "running", window: "now", limit: 2, remaining: 0 },
    ],
    budgets: [
      { id: "usage-limit", limit_usd: 8, spent_usd: 2.5, remaining_usd: 5.5, resets_at: null },
      { id: "daily_usd", limit_usd: 5, spent_usd: 2.5, remaining_usd: 2.5, resets_at, hard: true },
      { id: "soft", limit_usd: 2, spent_usd: 2.5, remaining_usd: 0, resets_at, hard: false },
      { id: "each", period: "request", limit_usd: 5, spent_usd: null, remaining_usd: null, resets_at: null },
      { id: "user", scope_id: "user=7", spent_usd: 2.5, resets_at: "2026-11-30T23:00:00.000Z" },
    ],
    credits: { balance_usd: 0.5, line_usd: 1, remaining_usd: 1.5 },
  });
  expect(JSON.stringify(view)).not.toContain("acme");
});

it("shows what is set where no use is known, and no credits where nothing bounds them", () => {
  expect(keyView(testCaller({ budgets: [budget("daily_usd", {})] }), [])).toMatchObject({
    limits: [],
    budgets: [{ id: "daily_usd", limit_usd: 5, spent_usd: null, resets_at: null }],
    credits: null,
  });
});
