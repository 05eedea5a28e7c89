import type { Kysely } from "kysely";
import type { WindowPeriod } from "../../budget-window.ts";
import type { Database } from "../sql/schema.ts";

/** Which sums of tags organizations need. */
export interface TagBudgets {
  /** Each `name=value` of these tags that a budget bounds, with the budget's period; each pair once. */
  of(organizationId: string, tags: Readonly<Record<string, string>>): readonly (readonly [string, WindowPeriod])[];
}

/** Reads the budgets of tags of these organizations. */
export async function tagBudgetsOf(db: Kysely<Database>, organizationIds: readonly string[]): Promise<TagBudgets> {
  const rows = await db
    .selectFrom("budgets")
    .where("scope", "=", "tag")
    .where("period", "<>", "request")
    .where("organization_id", "in", [...organizationIds])
    .select(["organization_id", "scope_id", "period"])
    .distinct()
    .execute();
  const periods = new Map<string, Set<WindowPeriod>>();
  for (const { organization_id: id, scope_id: tag, period } of rows) {
    const name = nameOf(id, tag);
    const known = periods.get(name) ?? new Set();
    periods.set(name, known.add(period as WindowPeriod));
  }
  return {
    of(organizationId, tags) {
      if (periods.size === 0) return [];
      return Object.entries(tags).flatMap(([name, value]) => {
        const tag = `${name}=${value}`;
        const own = periods.get(nameOf(organizationId, tag)) ?? [];
        const any = periods.get(nameOf(organizationId, `${name}=*`)) ?? [];
        return [...new Set([...own, ...any])].map((period) => [tag, period] as const);
      });
    },
  };
}

function nameOf(organizationId: string, tag: string): string {
  return `${organizationId} ${tag}`;
}
