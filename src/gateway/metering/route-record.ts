import type { ServedRoute } from "../routes/served-route.ts";
import type { Metered } from "./meter.ts";
import type { RouteRecord } from "./record.ts";

/** How records name a route and the configuration that it is served from. */
export function routeNames({ name, from }: ServedRoute): RouteRecord {
  return { project: from.projectSlug, route: name, configId: from.configId, version: from.version };
}

/** The same with what of the cost came of input; the fee is shared out in proportion. */
export function routeRecord(route: ServedRoute, metered: Metered | undefined): RouteRecord {
  const { inputNanos = 0, providerCostNanos = 0, feeNanos = 0 } = metered ?? {};
  if (inputNanos === null || providerCostNanos === null) return routeNames(route);
  const fee = providerCostNanos === 0 ? 0 : Math.round((feeNanos * inputNanos) / providerCostNanos);
  return { ...routeNames(route), inputNanos: inputNanos + fee };
}
