import type { CallerBudget } from "../caller-key.ts";
import { type OrganizationSettings, readSpendLimits, type SpendLimits } from "../organization-settings.ts";
import type { KeyRow } from "./load-keys.ts";

type Facts = Pick<KeyRow, "id" | "organization_id" | "project_id" | "usage_limit_nanos" | "limits" | "project_limits">;

/**
 * All bounds of money that a key has: its usage limit, the limits of itself, its project and its organization, and
 * those of the organization's budgets that are about it. A key that may call models without a price may do so for its
 * usage limit too.
 */
export function budgetsOfKey(
  row: Facts,
  settings: OrganizationSettings,
  budgets: readonly CallerBudget[],
): readonly CallerBudget[] {
  const ofKey = readSpendLimits(row.limits);
  const own: CallerBudget[] = [];
  if (row.usage_limit_nanos !== null) {
    const of = { id: "usage-limit", scope: "key", scopeId: row.id, period: "total" } as const;
    own.push({ ...of, limitNanos: row.usage_limit_nanos, hard: true, allowUnpriced: ofKey.allowUnpriced });
  }
  own.push(...asBudgets("key", row.id, ofKey));
  own.push(...asBudgets("project", row.project_id, readSpendLimits(row.project_limits)));
  own.push(...asBudgets("organization", row.organization_id, settings.limits));
  const bound = budgets.filter(
    ({ scope, scopeId }) =>
      scope === "organization" ||
      scope === "tag" ||
      (scope === "project" && scopeId === row.project_id) ||
      (scope === "key" && scopeId === row.id),
  );
  return Object.freeze([...own, ...bound]);
}

/** An organization's are named as their settings, others' with what they are of before it. */
function asBudgets(
  scope: Exclude<CallerBudget["scope"], "tag">,
  scopeId: string,
  { dailyNanos, weeklyNanos, monthlyNanos, perRequestNanos, allowUnpriced }: SpendLimits,
): CallerBudget[] {
  const limits = [
    ["daily_usd", "day", dailyNanos],
    ["weekly_usd", "week", weeklyNanos],
    ["monthly_usd", "month", monthlyNanos],
    ["per_request_usd", "request", perRequestNanos],
  ] as const;
  return limits.flatMap(([name, period, limitNanos]) => {
    const id = scope === "organization" ? name : `${scope}_${name}`;
    return limitNanos === null ? [] : [{ id, scope, scopeId, period, limitNanos, hard: true, allowUnpriced }];
  });
}
