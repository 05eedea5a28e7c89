import type { CallerBudget, CallerKey } from "../caller.ts";
import type { LimitRule, LimitState } from "../limits/limit-engine.ts";
import { spendCounter } from "../limits/rules-of.ts";
import { dollars } from "../metering/cost.ts";

/**
 * What a key may know of itself: limits, use, when they reset, and what it belongs to. `states` are those of all rules
 * of a request of this key; a budget without one is shown without its use. Of budgets of tags only those are shown that
 * the request's own tags meet: the others may name an organization's other customers.
 */
export function keyView(caller: CallerKey, states: readonly LimitState[]): object {
  const { usageLimitNanos: limit } = caller;
  const byCounter = new Map(states.map((state) => [state.rule.counter, state]));
  // The engine counts what runs now too; the database may know more where the engine began anew.
  const spent = Math.max(caller.spentNanos, byCounter.get(`spend:key:${caller.keyId}:total`)?.used ?? 0);
  return {
    object: "key",
    id: caller.keyId,
    organization_id: caller.organizationId,
    project: { id: caller.projectId, slug: caller.projectSlug, mode: caller.projectMode, status: caller.projectStatus },
    plan: caller.plan,
    status: caller.keyStatus,
    environment: caller.environment,
    expires_at: caller.expiresAtMs === null ? null : new Date(caller.expiresAtMs).toISOString(),
    usage: {
      spent_usd: dollars(spent),
      limit_usd: limit === null ? null : dollars(limit),
      remaining_usd: limit === null ? null : dollars(Math.max(0, limit - spent)),
    },
    rate_limits: caller.rateLimits ?? {},
    limits: states.filter(({ rule }) => rule.measure !== "nanos").map(limitView),
    budgets: caller.budgets.flatMap((budget) => budgetViews(budget, byCounter)),
    credits: creditsView(caller, byCounter.get(`spend:credits:${caller.organizationId}:total`)),
    time_zone: caller.timeZone,
    ip_allowlist: caller.ipAllowlist,
    iam: caller.iam,
  };
}

function limitView({ rule, used, resetAtMs }: LimitState): object {
  return {
    scope: rule.scope,
    scope_id: rule.scopeId,
    measure: rule.measure,
    window: windowName(rule),
    limit: rule.limit,
    used,
    remaining: Math.max(0, rule.limit - used),
    resets_at: isoOrNull(resetAtMs),
  };
}

function windowName({ window }: LimitRule): string {
  if (window.kind === "running") return "now";
  return window.kind === "sliding" ? "minute" : "day";
}

function budgetViews(budget: CallerBudget, byCounter: ReadonlyMap<string, LimitState>): object[] {
  if (budget.scope !== "tag") return [budgetView(budget, budget.scopeId, byCounter)];
  const met = [...byCounter.values()].filter(({ rule }) => rule.scope === "tag" && rule.budgetId === budget.id);
  return met.map(({ rule }) => budgetView(budget, rule.scopeId, byCounter));
}

/** A budget that is not the tightest of its counter has no state of its own, but the counter's use is its use. */
function budgetView(budget: CallerBudget, scopeId: string, byCounter: ReadonlyMap<string, LimitState>): object {
  const state = byCounter.get(spendCounter(budget, scopeId));
  const { limitNanos } = budget;
  return {
    id: budget.id,
    scope: budget.scope,
    scope_id: scopeId,
    period: budget.period,
    hard: budget.hard,
    allow_unpriced: budget.allowUnpriced,
    limit_usd: dollars(limitNanos),
    spent_usd: state === undefined ? null : dollars(state.used),
    remaining_usd: state === undefined ? null : dollars(Math.max(0, limitNanos - state.used)),
    // The window's end, which is when a budget resets however much of it is used.
    resets_at: state === undefined || state.rule.window.kind !== "period" ? null : isoOrNull(state.rule.window.endMs),
  };
}

/** Null without a bound: nothing is counted then. */
function creditsView({ credits }: CallerKey, state: LimitState | undefined): object | null {
  const { creditedNanos, lineNanos } = credits;
  if (lineNanos === null || state === undefined) return null;
  return {
    balance_usd: dollars(creditedNanos - state.used),
    line_usd: dollars(lineNanos),
    remaining_usd: dollars(Math.max(0, creditedNanos + lineNanos - state.used)),
  };
}

function isoOrNull(atMs: number): string | null {
  return Number.isFinite(atMs) ? new Date(atMs).toISOString() : null;
}
