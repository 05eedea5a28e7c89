import type { Kysely } from "kysely";
import type { WindowPeriod } from "./budget-window.ts";
import type { LimitRule, SpentBefore } from "./gateway/limits/limit-engine.ts";
import { readSpent, type SpentQuery } from "./store/budgets/read-spent.ts";
import type { Database } from "./store/sql/schema.ts";

/** What the database knows was spent in the windows of money counters. */
export function spentBefore(db: Kysely<Database>): SpentBefore {
  return (organizationId, rules) => readSpent(db, organizationId, rules.map(queryOf));
}

/** Counters of money are named `spend:<scope>:<id>:<period>`; an id may hold colons, a period does not. */
function queryOf({ counter, scope, scopeId, window }: LimitRule): SpentQuery {
  const period = counter.slice(counter.lastIndexOf(":") + 1) as WindowPeriod;
  const startMs = window.kind === "period" ? window.startMs : 0;
  return { scope, scopeId, period, startMs } as SpentQuery;
}
