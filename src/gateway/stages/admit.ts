import { clientAddress } from "../../client-address.ts";
import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import type { CallerBudget, CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import {
  type MoneyMeasure,
  narrow,
  type Offer,
  offerOf,
  type Pricing,
  within,
  withoutCredits,
} from "../limits/affordable.ts";
import { budgetsOf } from "../limits/budgets-of.ts";
import { claimsOf } from "../limits/claims-of.ts";
import { Grant } from "../limits/grant.ts";
import type { Claim, LimitRule, ReserveOptions, Verdict } from "../limits/limit-engine.ts";
import { refusalOf } from "../limits/refusal.ts";
import { routeRules } from "../limits/route-rules.ts";
import { rulesOf } from "../limits/rules-of.ts";
import { isMoney } from "../limits/windows.ts";
import { type MostUse, mostUseOf } from "../limits/worst-case.ts";
import { requestFor } from "../routes/terms/request-for.ts";
import type { Plan } from "../routing/plan.ts";
import type { Target } from "../routing/target.ts";

/** Beyond the request's own deadline, until a reservation of a process that died is given up. */
const HOLD_MARGIN_MS = 30_000;

/** Refuses while the gateway is about to end or cannot record; throws `shutting_down` or `unhealthy`. */
export function checkOpen(gateway: Gateway): void {
  if (gateway.draining) throw fail("shutting_down", { retryAfterSeconds: 1 });
  if (!gateway.journal.healthy)
    throw fail("unhealthy", { message: "The gateway cannot record requests: its disk is full or broken." });
}

/**
 * Stage 7: may this request run now. Reserves one request, the tokens it is expected to use and the money it can cost
 * at most, against all limits at once; a refused request takes nothing. Targets that the money left does not cover are
 * taken out of the plan, as long as others remain. Throws `rate_limit_exceeded`, `budget_exceeded` or
 * `insufficient_credits`. Synchronous wherever the limits are counted in this process.
 */
export function admit(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  request: DecodedRequest,
  plan: Plan,
): Plan | Promise<Plan> {
  const asked = { exchange, gateway, caller, request, plan, nowMs: gateway.clock.now() };
  const budgets = budgetsOf(caller, exchange.labels?.tags ?? {});
  return new Admission({ ...asked, budgets, rules: limitsOf(asked) }).run();
}

/** The same for an answer out of the cache: it takes a request, and neither tokens nor money. */
export function admitCached(exchange: Exchange, gateway: Gateway, caller: CallerKey): void | Promise<void> {
  const { limits, clock, settings } = gateway;
  const asked = { exchange, gateway, caller, nowMs: clock.now() };
  const rules = limitsOf(asked).filter(({ measure }) => measure === "requests" || measure === "running");
  const reservation = reservationOf(
    asked,
    rules.map((rule) => ({ rule, amount: 1 })),
    settings.totalTimeoutMs,
  );
  const conclude = (verdict: Verdict): void => {
    if (!verdict.granted) throw refusalOf(verdict, asked.nowMs);
    exchange.grant = new Grant(limits, reservation, verdict.states);
  };
  const verdict = limits.reserve(reservation);
  return verdict instanceof Promise ? verdict.then(conclude) : conclude(verdict);
}

/** Who asks, and when. */
interface Asking {
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  readonly caller: CallerKey;
  readonly nowMs: number;
}

function reservationOf({ exchange, caller, nowMs }: Asking, claims: readonly Claim[], totalMs: number): ReserveOptions {
  return { id: exchange.recordId, tenant: caller.organizationId, claims, nowMs, holdMs: totalMs + HOLD_MARGIN_MS };
}

/**
 * Every limit that the request must pass, of the day in which it arrived, as its record will say: one that was long in
 * coming counts there. What the gateway asks of itself counts as money and tokens alone.
 */
function limitsOf({ exchange, gateway, caller }: Asking): readonly LimitRule[] {
  const ip = clientAddress(exchange.req, gateway.settings.proxies);
  const { defaultRateLimits: defaults } = gateway.settings;
  const own = rulesOf(caller, { ip, tags: exchange.labels?.tags ?? {}, defaults }, exchange.startedAtMs);
  const { route } = exchange;
  const rules = route === undefined ? own : [...own, ...routeRules(route, caller, exchange.startedAtMs)];
  return exchange.inner ? rules.filter(({ measure }) => measure !== "requests" && measure !== "running") : rules;
}

interface Asked extends Asking {
  readonly request: DecodedRequest;
  readonly plan: Plan;
  readonly rules: readonly LimitRule[];
  readonly budgets: readonly CallerBudget[];
}

/** One request's way past the limits. */
class Admission {
  readonly #asked: Asked;
  readonly #pricing: Pricing | undefined;
  #offers: readonly Offer[] = [];
  #refusal: GatewayError | undefined;

  constructor(asked: Asked) {
    this.#asked = asked;
    const { exchange, gateway, request, rules, budgets, caller, plan } = asked;
    const counted = budgets.length > 0 || rules.some(({ measure }) => isMoney(measure));
    // Counting tokens costs nothing anywhere.
    if (!counted || exchange.endpoint.operation === "count-tokens") return;
    const mostOf = mostUses(exchange, request);
    const pricing = { mostOf, atMs: exchange.startedAtMs, feePercent: gateway.settings.platformFeePercent };
    this.#pricing = pricing;
    const offers = plan.targets.map((target) => offerOf(target, pricing));
    const hasBudget = exchange.route?.limits.some(({ measure }) => isMoney(measure)) === true;
    const bounds = { budgets, route: hasBudget ? exchange.route?.label : undefined };
    const narrowed = narrow(offers, caller, bounds, pricing);
    this.#offers = narrowed.offers;
    if (narrowed.offers.length === 0 && narrowed.refusal !== undefined) throw narrowed.refusal;
  }

  run(): Plan | Promise<Plan> {
    const { gateway, plan } = this.#asked;
    const reservation = reservationOf(
      this.#asked,
      claimsOf(this.#asked, this.#offers, this.#pricing),
      plan.execution.deadlines.totalMs,
    );
    const verdict = gateway.limits.reserve(reservation);
    const concluded = (given: Verdict): Plan | Promise<Plan> => this.#conclude(given, reservation);
    return verdict instanceof Promise ? verdict.then(concluded) : concluded(verdict);
  }

  #conclude(verdict: Verdict, reservation: ReserveOptions): Plan | Promise<Plan> {
    const { exchange, gateway, plan, nowMs } = this.#asked;
    if (verdict.granted) {
      exchange.grant = new Grant(gateway.limits, reservation, verdict.states);
      return this.#pricing === undefined ? plan : withTargets(plan, this.#offers);
    }
    const refusal = refusalOf(verdict, nowMs);
    // A rate that is reached is what to wait for, whatever money did not cover before.
    if (!isMoney(verdict.refused.rule.measure)) throw refusal;
    this.#refusal ??= refusal;
    const fitting = this.#fitting(verdict);
    // Each round has fewer targets or credentials than the one before.
    if (fitting === undefined) {
      this.#tell(verdict);
      throw this.#refusal;
    }
    this.#offers = fitting;
    return this.run();
  }

  #tell({ refused: { rule }, states }: Extract<Verdict, { granted: false }>): void {
    const state = states.find((one) => one.rule === rule);
    if (rule.budgetId === undefined || state === undefined) return;
    this.#asked.gateway.onBudgetRefused(this.#asked.caller, state);
  }

  /** What is still affordable after a refusal; undefined: nothing, or it was not for money. */
  #fitting({ refused, states }: Extract<Verdict, { granted: false }>): readonly Offer[] | undefined {
    const { rule } = refused;
    const pricing = this.#pricing;
    if (!isMoney(rule.measure) || pricing === undefined) return undefined;
    const measure = rule.measure as MoneyMeasure;
    const used = states.find((state) => state.rule === rule)?.used ?? rule.limit;
    // What costs nothing is let through by a limit that is overdrawn too.
    const left = Math.max(0, rule.limit - used);
    const fitting = this.#offers.flatMap((offer) => {
      if (rule.scope !== "credits") return within(offer, left, pricing, measure) ?? [];
      return offer.creditsNanos <= left ? [offer] : (withoutCredits(offer, pricing) ?? []);
    });
    return fitting.length === 0 ? undefined : fitting;
  }
}

/** What a request may use at most: the same of all targets, but for those that it is said to in a way of their own. */
function mostUses(exchange: Exchange, request: DecodedRequest): (target: Target) => MostUse {
  const known = new Map<DecodedRequest, MostUse>();
  return (target) => {
    const asked = requestFor(exchange, request, target);
    let most = known.get(asked);
    if (most === undefined) {
      most = mostUseOf(exchange, asked);
      known.set(asked, most);
    }
    return most;
  };
}

function withTargets(plan: Plan, offers: readonly Offer[]): Plan {
  const same = offers.length === plan.targets.length && offers.every(({ target }, i) => target === plan.targets[i]);
  return same ? plan : { ...plan, targets: offers.map(({ target }) => target) };
}
