import type { CallerKey } from "../caller.ts";
import type { RouteLimit } from "../routes/route-limit.ts";
import type { ServedRoute } from "../routes/served-route.ts";
import type { Grant } from "./grant.ts";
import type { LimitRule, LimitWindow } from "./limit-engine.ts";
import { isMoney, windowName } from "./windows.ts";

/**
 * The limits of a route, each counter once: of several for the same thing, callers and time the tightest stands for all.
 * Counters are named by the project's id, so that routes of one name in two projects share nothing, and a project that
 * is renamed goes on counting; a new version of the configuration goes on as well where it has the same window.
 */
export function routeRules(
  { from, name, limits }: ServedRoute,
  { keyId }: Pick<CallerKey, "keyId">,
  atMs: number,
): readonly LimitRule[] {
  const tightest = new Map<string, LimitRule>();
  for (const { measure, limit, scope, ...time } of limits) {
    const route = `${from.projectId}/${name}`;
    const perKey = scope === "key";
    const scopeId = perKey ? `${route}/${keyId}` : route;
    const window = windowAt(time, atMs);
    const counter = `route:${scopeId}:${measure}`;
    const key = `${counter}|${windowName(window)}`;
    const before = tightest.get(key);
    if (before !== undefined && before.limit <= limit) continue;
    tightest.set(key, { counter, scope: "route", scopeId, measure, window, limit, hard: true, perKey });
  }
  return [...tightest.values()];
}

function windowAt({ aligned, windowMs }: Pick<RouteLimit, "aligned" | "windowMs">, atMs: number): LimitWindow {
  if (!aligned) return { kind: "sliding", ms: windowMs };
  const startMs = Math.floor(atMs / windowMs) * windowMs;
  return { kind: "period", startMs, endMs: startMs + windowMs };
}

/** Of which route a rule is, for those who look up what was spent; `keyId` is there where each key counts for itself. */
export function routeOfRule({ scopeId, perKey }: LimitRule): {
  readonly projectId: string;
  readonly name: string;
  readonly keyId: string | undefined;
} {
  const [projectId = "", name = "", ...key] = scopeId.split("/");
  return { projectId, name, keyId: perKey === true ? key.join("/") : undefined };
}

/**
 * The share of a route's budget that was used before this request, 0 to 1 and more where it is overdrawn: of several
 * budgets the largest. Undefined where the route has none.
 */
export function budgetUsedOf(grant: Grant, route: ServedRoute): number | undefined {
  if (!route.limits.some(({ measure }) => isMoney(measure))) return undefined;
  let share: number | undefined;
  grant.states.forEach(({ rule, used }, i) => {
    if (rule.scope !== "route" || !isMoney(rule.measure)) return;
    const own = grant.claims[i]?.amount ?? 0;
    const before = rule.limit <= 0 ? 1 : Math.max(0, used - own) / rule.limit;
    share = Math.max(share ?? 0, before);
  });
  return share;
}
