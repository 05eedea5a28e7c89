import { fail } from "../../errors/gateway-error.ts";
import type { CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { planRoute, type RouteDecision } from "../routes/plan-route.ts";
import { selectionOf } from "../routes/select-model.ts";
import { avoidedWire } from "../routing/avoided-wire.ts";
import type { Situation } from "../routing/choose.ts";
import { decisionRecord } from "../routing/decision-record.ts";
import type { Entry } from "../routing/entry.ts";
import { executionOf } from "../routing/execution-of.ts";
import { factsOf } from "../routing/facts.ts";
import type { Plan } from "../routing/plan.ts";
import { type Decision, planRequest } from "../routing/planner.ts";
import { policyOf } from "../routing/policy.ts";
import { sessionIdOf } from "../routing/sessions.ts";
import type { Credential, Target } from "../routing/target.ts";
import type { View } from "../snapshot/view.ts";

/**
 * Stage 6: whom to ask, in which order. Throws `model_not_found`, `provider_key_missing`, `permission_denied`,
 * `invalid_parameters` or `no_healthy_provider`.
 */
export function plan(exchange: Exchange, gateway: Gateway, caller: CallerKey, request: DecodedRequest): Plan {
  const decided = decide(exchange, gateway, caller, request);
  const { facts, view, policy, decision } = decided;
  if (decision.refusal !== undefined) throw decision.refusal;
  const { operation } = exchange.endpoint;
  const targets = new Map<Target, Target>();
  for (const entry of decision.asked) {
    const target = targetOf(entry, exchange, view, request);
    // The same model may stand in the ranking and in the chain.
    if (target !== undefined && !targets.has(target))
      targets.set(target, restricted(target, policy.credentialsOf(entry)));
  }
  if (targets.size === 0) {
    throw fail("invalid_parameters", {
      param: "model",
      message: `'${request.model}' is at a provider that does not serve this endpoint (${operation}).`,
    });
  }
  return {
    targets: [...targets.values()],
    execution: executionOf(exchange, gateway),
    strategy: decision.strategy,
    reason: decision.reason,
    candidatesEvaluated: decision.evaluated,
    session: facts.session,
    analysis: decision.analysis,
    decision: () => decisionRecord(decision),
    select: selectionOf(decision, { exchange, gateway, caller }),
  };
}

/** A request's decision with what it was made of. */
export interface Decided extends Situation {
  readonly decision: Decision | RouteDecision;
}

/**
 * Decides without making targets: also for who only asks what would be done, or what another `route` would do. Throws as
 * {@link planRequest}.
 */
export function decide(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  request: DecodedRequest,
  route = exchange.route,
): Decided {
  const { endpoint, req } = exchange;
  const view = gateway.snapshot().viewOf(caller);
  const policy = policyOf(caller);
  const id = sessionIdOf(req.headers, request.body);
  // A client asks several models in one session, a small one for titles say: each has a seat of its own.
  const session = id === undefined ? undefined : `${caller.projectId} ${id} ${request.model}`;
  const facts = factsOf(endpoint, request, { organizationId: caller.organizationId, session });
  const knowledge = gateway.routing;
  // Chance is asked for only where it decides something.
  const seed = knowledge.explorationRate > 0 ? gateway.random() : 1;
  const situation = { facts, view, policy, knowledge, nowMs: gateway.clock.now(), seed };
  const decision =
    route === undefined ? planRequest(situation) : planRoute(situation, route, { exchange, gateway, caller, request });
  return { ...situation, decision };
}

/** The target for an entry; undefined: not served here. */
function targetOf(entry: Entry, { endpoint }: Exchange, view: View, request: DecodedRequest): Target | undefined {
  const { operation, dialect } = endpoint;
  const avoid = avoidedWire(endpoint, request, entry.candidate);
  return view.targetOf(entry.candidate, { operation, wire: dialect.id, avoid });
}

/** A target with those credentials alone that may be used; undefined: all may. */
function restricted(target: Target, credentials: readonly Credential[] | undefined): Target {
  return credentials === undefined || credentials.length === target.credentials.length
    ? target
    : { ...target, credentials };
}
