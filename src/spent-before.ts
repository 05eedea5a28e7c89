import type { Kysely } from "kysely";
import type { WindowPeriod } from "./budget-window.ts";
import type { LimitRule, SpentBefore } from "./gateway/limits/limit-engine.ts";
import { routeOfRule } from "./gateway/limits/route-rules.ts";
import { type RouteSpentQuery, readRouteSpent } from "./store/budgets/read-route-spent.ts";
import { readSpent, type SpentQuery } from "./store/budgets/read-spent.ts";
import type { Database } from "./store/sql/schema.ts";

/** What the database knows was spent in the windows of money counters. */
export function spentBefore(db: Kysely<Database>): SpentBefore {
  return async (organizationId, rules) => {
    const routes = rules.filter(isOfRoute);
    if (routes.length === 0) return readSpent(db, organizationId, rules.map(queryOf));
    const others = rules.filter((rule) => !isOfRoute(rule));
    const [spent, spentByRoutes] = await Promise.all([
      readSpent(db, organizationId, others.map(queryOf)),
      readRouteSpent(db, organizationId, routes.map(routeQueryOf)),
    ]);
    return rules.map(
      (rule) => (isOfRoute(rule) ? spentByRoutes[routes.indexOf(rule)] : spent[others.indexOf(rule)]) ?? 0,
    );
  };
}

function isOfRoute({ scope }: LimitRule): boolean {
  return scope === "route";
}

/** Counters of money are named `spend:<scope>:<id>:<period>`; an id may hold colons, a period does not. */
function queryOf({ counter, scope, scopeId, window }: LimitRule): SpentQuery {
  const period = counter.slice(counter.lastIndexOf(":") + 1) as WindowPeriod;
  const startMs = window.kind === "period" ? window.startMs : 0;
  return { scope, scopeId, period, startMs } as SpentQuery;
}

const PARTS = { input_nanos: "input", output_nanos: "output" } as const;

function routeQueryOf(rule: LimitRule): RouteSpentQuery {
  const { projectId, name: route, keyId } = routeOfRule(rule);
  const { measure, window } = rule;
  const part = measure === "input_nanos" || measure === "output_nanos" ? PARTS[measure] : "all";
  const [startMs, endMs] = window.kind === "period" ? [window.startMs, window.endMs] : [0, 0];
  return { projectId, route, keyId, part, startMs, endMs };
}
