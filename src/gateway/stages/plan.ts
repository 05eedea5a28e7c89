import { fail, isGatewayError } from "../../errors/gateway-error.ts";
import type { CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { avoidedWire } from "../routing/avoided-wire.ts";
import { executionOf } from "../routing/execution-of.ts";
import { meets, needsOf } from "../routing/needs.ts";
import type { Plan } from "../routing/plan.ts";
import { canCall, namesProvider, resolveModel } from "../routing/resolve.ts";
import { type Priority, rank, scoreCandidate } from "../routing/score.ts";
import type { Target } from "../routing/target.ts";
import type { Candidate, View } from "../snapshot/view.ts";

const AUTO = "auto";
/** Ranked candidates beyond these are not worth the caller's wait. */
const MAX_TARGETS = 5;
const STRATEGY: Readonly<Record<Priority, string>> = {
  cost: "cost_optimized",
  latency: "latency_optimized",
  quality: "quality_optimized",
};
const REASON: Readonly<Record<Priority, string>> = {
  cost: "Lowest cost meeting the requirements",
  latency: "Lowest recent latency meeting the requirements",
  quality: "Highest quality meeting the requirements",
};

/** Stage 4: whom to ask, in which order. Throws `model_not_found`, `provider_key_missing` or `no_healthy_provider`. */
export function plan(exchange: Exchange, gateway: Gateway, caller: CallerKey, request: DecodedRequest): Plan {
  const view = gateway.snapshot().viewOf(caller);
  const { operation, dialect } = exchange.endpoint;
  const toTargets = (candidates: readonly Candidate[]): Target[] =>
    candidates.flatMap(
      (candidate) =>
        view.targetOf(candidate, {
          operation,
          wire: dialect.id,
          avoid: avoidedWire(exchange.endpoint, request, candidate),
        }) ?? [],
    );

  const chosen =
    request.model === AUTO ? auto(exchange, gateway, view, request) : named(exchange, gateway, view, request);
  let targets = toTargets(chosen.candidates);
  if (targets.length === 0) throw noService(request.model, operation);
  if (!request.noFallback) {
    for (const [i, name] of request.fallbackChain.entries()) {
      targets.push(...toTargets(fallback(name, i, exchange, view, request)));
    }
    targets = [...new Set(targets)];
  } else targets = targets.slice(0, 1);
  return { ...chosen, targets, execution: executionOf(exchange, gateway) };
}

/** The best candidate for one entry of the chain; none where its provider has no key, as the others can answer. */
function fallback(name: string, index: number, exchange: Exchange, view: View, request: DecodedRequest): Candidate[] {
  try {
    const found = resolveModel(name, view, exchange.endpoint);
    return (namesProvider(name, view) ? found : narrowed(found, request)).slice(0, 1);
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    if (error.code === "provider_key_missing") return [];
    throw fail(error.code, { message: error.message, param: `x-fallback-chain[${index}]` });
  }
}

type Chosen = Omit<Plan, "targets" | "execution"> & { readonly candidates: readonly Candidate[] };

function named(exchange: Exchange, gateway: Gateway, view: View, request: DecodedRequest): Chosen {
  const found = resolveModel(request.model, view, exchange.endpoint);
  const left = namesProvider(request.model, view) ? found : narrowed(found, request);
  if (found.length === 1 && left.length === 1) {
    return { candidates: found, strategy: "direct", reason: "The caller named the model", candidatesEvaluated: 1 };
  }
  return ranked(gateway, request, left, found.length);
}

function auto(exchange: Exchange, gateway: Gateway, view: View, request: DecodedRequest): Chosen {
  const { operation } = exchange.endpoint;
  if (operation !== "chat") {
    throw fail("invalid_parameters", {
      param: "model",
      message: "'auto' chooses among chat models. Name a model for this endpoint.",
    });
  }
  const all = view.catalog.list
    .filter((hit) => hit.model.operation === operation && hit.model.deprecatedOn === undefined)
    .flatMap((hit) => {
      const connected = view.providers.get(hit.offering.provider);
      return connected && canCall(connected, exchange.endpoint, view)
        ? [{ connected, nativeId: hit.nativeId, hit }]
        : [];
    });
  // The built-in provider answers `auto` only where nobody else can, so that a newcomer's first call works.
  const real = all.filter((candidate) => candidate.connected.provider.inProcess === undefined);
  const pool = real.length > 0 ? real : all;
  const needs = needsOf(request);
  const capable = narrowed(pool, request).filter((candidate) => meets(candidate, needs));
  return ranked(gateway, request, capable, pool.length);
}

/** Hints take candidates away; they never add any. */
function narrowed(candidates: readonly Candidate[], request: DecodedRequest): Candidate[] {
  const { exclude_providers: excluded = [], min_quality_score: minQuality } = request.hints;
  return candidates.filter((candidate) => {
    if (excluded.includes(candidate.connected.provider.id)) return false;
    const quality = candidate.hit?.model.quality?.score;
    return minQuality === undefined || (quality !== undefined && quality >= minQuality);
  });
}

function ranked(
  gateway: Gateway,
  request: DecodedRequest,
  candidates: readonly Candidate[],
  evaluated: number,
): Chosen {
  const priority = request.hints.priority ?? "cost";
  const nowMs = gateway.clock.now();
  const maxLatencyMs = request.hints.max_latency_ms ?? Number.POSITIVE_INFINITY;
  const scored = candidates
    .map((candidate) => scoreCandidate(candidate, request, nowMs, gateway.metrics.latency))
    .filter((candidate) => (candidate.latencyMs ?? 0) <= maxLatencyMs);
  if (scored.length === 0) {
    throw fail("no_healthy_provider", {
      message: `None of ${evaluated} candidates meets the request's requirements and hints. Loosen 'x-routing-hints', or connect more providers.`,
    });
  }
  const order = rank(scored, priority, request.hints).slice(0, MAX_TARGETS);
  return {
    candidates: order.map((one) => one.candidate),
    strategy: STRATEGY[priority],
    reason: REASON[priority],
    candidatesEvaluated: evaluated,
  };
}

function noService(model: string, operation: string): Error {
  return fail("invalid_parameters", {
    param: "model",
    message: `'${model}' is at a provider that does not serve this endpoint (${operation}).`,
  });
}
