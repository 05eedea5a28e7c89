import { type Kysely, sql } from "kysely";
import { windowOf } from "../../budget-window.ts";
import type { NewAlertEvent } from "../../store/alerts/raise-event.ts";
import { raiseEvents } from "../../store/alerts/raise-events.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import { readWatchedBudgets, type WatchedBudget } from "./watched-budgets.ts";

/** Every threshold that a budget has reached, as events: one for each, and one where the whole limit is spent. */
export function budgetEvents(
  budget: WatchedBudget,
  askedPercents: readonly number[],
  at: Date,
): readonly NewAlertEvent[] {
  const { organizationId, startsAt, spentNanos, limitNanos, thresholds } = budget;
  const { startMs, endMs } = windowOf(budget.period, budget.timeZone, at.getTime());
  // A window that is over, or of a time zone that holds no more.
  if (startsAt.getTime() !== startMs) return [];
  // In integers: a hundred times the spend is beyond what a double counts exactly.
  const reached = (percent: number): boolean => BigInt(spentNanos) * 100n >= BigInt(limitNanos) * BigInt(percent);
  const percents = [...new Set([...thresholds, ...askedPercents])].filter((percent) => percent !== 100);
  const key = ["budget", budget.budgetId, budget.spentScopeId, budget.period, startsAt.toISOString(), limitNanos];
  const details = detailsOf(budget, endMs);
  const told = percents.filter(reached).map((percent): NewAlertEvent => {
    const more = { percent, byDefault: thresholds.includes(percent) };
    const dedupeKey = [...key, percent].join(":");
    return { organizationId, kind: "budget_threshold", dedupeKey, details: { ...details, ...more }, at };
  });
  if (!reached(100)) return told;
  const dedupeKey = [...key, 100].join(":");
  return [...told, { organizationId, kind: "budget_exceeded", dedupeKey, details: { ...details, percent: 100 }, at }];
}

function detailsOf(budget: WatchedBudget, endMs: number): NewAlertEvent["details"] {
  const { budgetId, name, scope, spentScopeId, period, limitNanos, spentNanos, hard, startsAt } = budget;
  return {
    budgetId,
    name: name === "" ? null : name,
    scope,
    scopeId: spentScopeId,
    ...(scope === "project" ? { projectId: spentScopeId } : {}),
    ...(scope === "key" ? { apiKeyId: spentScopeId } : {}),
    period,
    limitNanos,
    spentNanos,
    hard,
    startsAt: startsAt.toISOString(),
    resetsAt: Number.isFinite(endMs) ? new Date(endMs).toISOString() : null,
  };
}

/** Tells of budgets that have reached a threshold. Gives how many events were raised. */
export async function evaluateBudgets(db: Kysely<Database>, clock: Clock): Promise<number> {
  const at = new Date(clock.now());
  await resolvePast(db, at);
  const asked = await askedPercents(db);
  const least = Math.min(100, ...[...asked.values()].flat());
  const budgets = await readWatchedBudgets(db, at, least);
  const events = budgets.flatMap((budget) => budgetEvents(budget, asked.get(budget.organizationId) ?? [], at));
  return await raiseEvents(db, events);
}

/** Percents that rules of each organization ask for. */
async function askedPercents(db: Kysely<Database>): Promise<Map<string, readonly number[]>> {
  const rules = await db
    .selectFrom("alert_rules")
    .where("kind", "=", "budget_threshold")
    .where("enabled", "=", true)
    .select(["organization_id", "thresholds"])
    .execute();
  const asked = new Map<string, readonly number[]>();
  for (const { organization_id, thresholds } of rules) {
    asked.set(organization_id, [...(asked.get(organization_id) ?? []), ...(thresholds.percents ?? [])]);
  }
  return asked;
}

/** What was told of a window is over with it, also that a budget refused. */
async function resolvePast(db: Kysely<Database>, now: Date): Promise<void> {
  await sql`
    update alert_events set resolved_at = ${now}::timestamptz
    where resolved_at is null and kind in ('budget_threshold', 'budget_exceeded')
      and case when details ->> 'resetsAt' ~ '^[0-9]{4}-'
        then (details ->> 'resetsAt')::timestamptz <= ${now}::timestamptz else false end`.execute(db);
}
