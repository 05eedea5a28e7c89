import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import type { Operation } from "../../providers/provider.ts";
import { chainOf } from "../routing/chain.ts";
import { againstHints, choose, measure, type Situation } from "../routing/choose.ts";
import { circuitStateOf } from "../routing/circuit-of.ts";
import type { Entry } from "../routing/entry.ts";
import { forbidden } from "../routing/forbidden.ts";
import type { Decision } from "../routing/planner.ts";
import { isByPolicy, type Rejection } from "../routing/rejection.ts";
import { canCall } from "../routing/resolve.ts";
import type { Choosing } from "./choosers/chooser.ts";
import { orderFrom } from "./order-from.ts";
import { entryOfModel } from "./route-entries.ts";
import type { ModelKind, RouteModel, ServedRoute } from "./served-route.ts";

/** Which of a route's lists an operation asks. Of what a configuration has no list for, any of them may be meant. */
const KINDS: Readonly<Partial<Record<Operation, ModelKind>>> = {
  chat: "chat",
  "count-tokens": "chat",
  embed: "embedding",
  transcribe: "transcription",
};

/** What choosing needs beside the situation. */
export type Asker = Pick<Choosing, "exchange" | "gateway" | "caller" | "request">;

/** A decision about a route's models. */
export interface RouteDecision extends Decision {
  /** True: the models are known that may be asked, and which goes first is chosen once the request is admitted. */
  readonly open: boolean;
}

/** One model of the route in this situation. */
interface Seat {
  readonly model: RouteModel;
  readonly entry: Entry | undefined;
  readonly rejection: Rejection | undefined;
}

/**
 * Whom to ask for a route: the model that its routing, balancing or strategy chooses, else the first of its list, and
 * then that model's fallbacks. Throws `invalid_parameters` where the route has no model for the endpoint, and what a
 * chain of the request's own throws.
 */
export function planRoute(situation: Situation, route: ServedRoute, asker: Asker): RouteDecision {
  const { operation } = situation.facts.asked;
  const kind = KINDS[operation];
  const seats = seatsOf(situation, route, kind);
  const byId = new Map(seats.map((seat) => [seat.model.id, seat]));
  const first = firstOf(situation, route, { asker, seats, byId });
  const chain = [...new Set(first.ids.flatMap((id) => orderFrom(route, id)))].flatMap((id) => byId.get(id) ?? []);
  const allowed = chain.flatMap(({ entry, rejection }) => (entry && rejection === undefined ? [entry] : []));
  const rejected = seats.flatMap(({ rejection }) => rejection ?? []);
  const refusal = allowed.length === 0 ? refusalOf(route, rejected) : undefined;
  const asked = refusal === undefined ? withChain(situation, allowed, first.open) : [];
  return {
    ranking: measure(allowed, situation),
    asked,
    rejected,
    strategy: "route",
    reason: first.reason,
    evaluated: seats.length,
    analysis: undefined,
    threshold: undefined,
    refusal,
    open: first.open,
  };
}

function seatsOf(situation: Situation, route: ServedRoute, kind: ModelKind | undefined): readonly Seat[] {
  const { view, policy, nowMs, facts } = situation;
  const lists = kind === undefined ? Object.values(route.models).flat() : route.models[kind];
  const seats = lists.flatMap((model): Seat[] => {
    const entry = entryOfModel(model, view);
    const label = `${model.providerId}/${model.name}`;
    if (entry === undefined) return [{ model, entry, rejection: { label, code: "no_credential", detail: "" } }];
    if (!serves(entry, situation, kind)) return [];
    const forbidding = policy.open ? undefined : policy.check(entry, nowMs, route.label);
    return [{ model, entry, rejection: forbidding ?? againstHints(entry, facts) }];
  });
  if (seats.length > 0) return seats;
  throw fail("invalid_parameters", {
    param: "model",
    message: `The route '${route.label}' has no model for this endpoint (${facts.asked.operation}). Add one to its configuration, or call another route.`,
  });
}

function serves(entry: Entry, { facts, view }: Situation, kind: ModelKind | undefined): boolean {
  const { connected, hit } = entry.candidate;
  if (!canCall(connected, facts.asked, view)) return false;
  // Of what has no list of its own, only models that are known to be for it.
  return kind !== undefined || hit === undefined || hit.model.operation === facts.asked.operation;
}

interface First {
  /** Who may go first; more than one while it is open which. */
  readonly ids: readonly string[];
  readonly reason: string;
  readonly open: boolean;
}

interface Among {
  readonly asker: Asker;
  readonly seats: readonly Seat[];
  readonly byId: ReadonlyMap<string, Seat>;
}

function firstOf(situation: Situation, route: ServedRoute, { asker, seats, byId }: Among): First {
  const { chooser, strategy } = route;
  const isChat = KINDS[situation.facts.asked.operation] === "chat";
  if (isChat && chooser !== undefined) {
    if (chooser.when === "admitted") return { ids: chooser.models, reason: "The route's routing chooses", open: true };
    const usable = (id: string): boolean => isUsable(byId.get(id), situation);
    const chosen = chooser.choose({ ...asker, nowMs: situation.nowMs, usable, budgetUsed: undefined });
    // Choosers that say so answer at once.
    if (!(chosen instanceof Promise)) return { ids: [chosen.modelId], reason: chosen.reason, open: false };
  }
  if (isChat && strategy !== "order") {
    const best = bestBy(strategy, situation, seats);
    if (best !== undefined) return { ids: [best], reason: REASONS[strategy], open: false };
  }
  return { ids: seats.slice(0, 1).map(({ model }) => model.id), reason: "The route's first model", open: false };
}

const REASONS = {
  cost: "Cheapest of the route's models",
  latency: "Fastest of the route's models",
  quality: "Best of the route's models",
} as const;

function bestBy(priority: keyof typeof REASONS, situation: Situation, seats: readonly Seat[]): string | undefined {
  const entries = seats.flatMap(({ entry, rejection }) => (entry && rejection === undefined ? [entry] : []));
  const facts = { ...situation.facts, hints: { ...situation.facts.hints, priority } };
  const { ranking } = choose(entries, { ...situation, facts }, { auto: false, needs: undefined });
  return ranking[0]?.entry.candidate.own?.id;
}

/** True for a model that may be asked, and whose circuit lets it. */
function isUsable(seat: Seat | undefined, { knowledge, nowMs }: Situation): boolean {
  if (seat?.entry === undefined || seat.rejection !== undefined) return false;
  return circuitStateOf(seat.entry, knowledge.breakers, nowMs) !== "open";
}

/** The route's own, then what the request adds; one alone where it wants no fallback. */
function withChain(situation: Situation, allowed: readonly Entry[], open: boolean): readonly Entry[] {
  const { facts } = situation;
  if (facts.noFallback && !open) return allowed.slice(0, 1);
  if (facts.noFallback || facts.fallbackChain.length === 0) return allowed;
  return [...new Set([...allowed, ...chainOf(situation).entries])];
}

function refusalOf(route: ServedRoute, rejected: readonly Rejection[]): GatewayError {
  if (rejected.length > 0 && rejected.every(isByPolicy)) return forbidden(rejected);
  const missing = rejected.filter(({ code }) => code === "no_credential").map(({ label }) => label);
  if (missing.length === 0) {
    return fail("no_healthy_provider", {
      message: `None of the models of the route '${route.label}' is left by the request's hints. Loosen 'x-routing-hints'.`,
    });
  }
  return fail("provider_key_missing", {
    param: "model",
    message: `The route '${route.label}' has no model that can be called: there is no key for ${[...new Set(missing)].join(", ")}. Give the models credentials in the configuration, or add a provider key under /api/v1/provider-keys.`,
  });
}
