import { circuitOf } from "../attempts/attempt.ts";
import type { CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { budgetUsedOf } from "../limits/route-rules.ts";
import type { Plan } from "../routing/plan.ts";
import type { Decision } from "../routing/planner.ts";
import type { Target } from "../routing/target.ts";
import { orderFrom } from "./order-from.ts";
import type { RouteDecision } from "./plan-route.ts";

interface Asking {
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  readonly caller: CallerKey;
}

/** What chooses among a plan's targets once the request is admitted; undefined where nothing is open. */
export function selectionOf(decision: Decision | RouteDecision, asking: Asking): Plan["select"] {
  if (!("open" in decision) || !decision.open) return undefined;
  return (left, request) => select(left, request, asking);
}

async function select(left: Plan, request: DecodedRequest, { exchange, gateway, caller }: Asking): Promise<Plan> {
  const { route } = exchange;
  if (route?.chooser === undefined) return left;
  const nowMs = gateway.clock.now();
  const byId = Map.groupBy(left.targets, ({ routeModelId }) => routeModelId);
  const usable = (id: string): boolean => (byId.get(id) ?? []).some((target) => isUsable(target, gateway, nowMs));
  const budgetUsed = exchange.grant && budgetUsedOf(exchange.grant, route);
  const chosen = await route.chooser.choose({ exchange, gateway, caller, request, nowMs, usable, budgetUsed });
  const order = orderFrom(route, chosen.modelId).flatMap((id) => byId.get(id) ?? []);
  // What the request added itself stays behind.
  const targets = [...order, ...(byId.get(undefined) ?? [])];
  // The chosen one may be too dear for the money that is left: whom admission let through is asked instead.
  const asked = targets.length > 0 ? targets : left.targets;
  return {
    ...left,
    targets: request.noFallback ? asked.slice(0, 1) : asked,
    reason: chosen.reason,
    select: undefined,
  };
}

function isUsable(target: Target, { breakers }: Gateway, nowMs: number): boolean {
  return target.credentials.some((credential) => breakers.stateOf(circuitOf(target, credential), nowMs) !== "open");
}
