import { isGatewayError } from "../../errors/gateway-error.ts";
import type { CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import type { Plan } from "../routing/plan.ts";
import { decide } from "../stages/plan.ts";
import type { ServedRoute } from "./served-route.ts";

/** A routing chooses once a request is admitted, which it never is in the shadow. */
const BY_ROUTING = "(its routing chooses)";
const NO_ROUTE = "(no such route)";
const REFUSED = "(refused)";

/** What was planned, or what refused to. */
export type Planned = Pick<Plan, "targets" | "select"> | { readonly refusal: unknown };

/** Makes a plan, beside which another version of the configuration may plan as well. Throws what `make` throws. */
export function besideShadow(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  request: DecodedRequest,
  make: () => Plan,
): Plan {
  if (exchange.route === undefined) return make();
  try {
    const made = make();
    planInShadow(exchange, gateway, caller, request, made);
    return made;
  } catch (refusal) {
    planInShadow(exchange, gateway, caller, request, { refusal });
    throw refusal;
  }
}

/**
 * Plans a share of the requests for a route also with the version of the configuration that is tried in its shadow, and
 * counts whom each would ask first. Nobody is asked for it, and no request waits for it: it happens afterwards. `served`
 * is what was planned before limits, caches and routings had their say, which nothing in the shadow passes.
 */
function planInShadow(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  request: DecodedRequest,
  served: Planned,
): void {
  const { route, inner } = exchange;
  if (route === undefined || inner) return;
  const shadow = gateway.snapshot().routes.shadowOf(route.from.projectId);
  if (shadow === undefined || gateway.random() * 100 >= shadow.percent) return;
  const { from, routes } = shadow.project;
  const other = routes.get(route.label);
  setImmediate(() => {
    try {
      const planned = other === undefined ? NO_ROUTE : firstOf(exchange, gateway, caller, request, other);
      gateway.shadows.note({ configId: from.configId, route: route.name, served: firstAsked(served), shadow: planned });
    } catch (error) {
      gateway.log.warn(
        { config: from.configId, reason: String(error) },
        "a request could not be planned in the shadow",
      );
    }
  });
}

function firstAsked(served: Planned): string {
  if ("refusal" in served) return isGatewayError(served.refusal) ? `(${served.refusal.code})` : REFUSED;
  return served.select === undefined ? (served.targets[0]?.label ?? REFUSED) : BY_ROUTING;
}

function firstOf(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  request: DecodedRequest,
  route: ServedRoute,
): string {
  try {
    const { decision } = decide(exchange, gateway, caller, request, route);
    if (decision.refusal !== undefined) return `(${decision.refusal.code})`;
    if ("open" in decision && decision.open) return BY_ROUTING;
    return decision.asked[0]?.label ?? NO_ROUTE;
  } catch (error) {
    if (isGatewayError(error)) return `(${error.code})`;
    throw error;
  }
}
