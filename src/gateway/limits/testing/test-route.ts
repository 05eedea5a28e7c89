import type { RouteLimit } from "../../routes/route-limit.ts";
import type { ServedRoute } from "../../routes/served-route.ts";

/** A limit of all callers in the last minute, with changes. */
export function routeLimit(
  measure: RouteLimit["measure"],
  limit: number,
  more: Partial<Omit<RouteLimit, "measure" | "limit">> = {},
): RouteLimit {
  return { measure, limit, windowMs: 60_000, aligned: false, scope: "route", ...more };
}

/** A route with limits and nothing else. */
export function testRoute(limits: readonly RouteLimit[], more: Partial<ServedRoute> = {}): ServedRoute {
  return {
    from: { organizationId: "org_1", projectId: "proj_1", projectSlug: "shop", configId: "cfg_1", version: 3 },
    name: "support",
    label: "shop/support",
    models: { chat: [], embedding: [], transcription: [] },
    fallbacks: { chat: new Map(), embedding: new Map(), transcription: new Map() },
    chooser: undefined,
    strategy: "order",
    recovery: undefined,
    hedgeAfterMs: undefined,
    deadlines: {},
    guardrails: [],
    caching: undefined,
    limits,
    fingerprint: "f",
    ...more,
  };
}
