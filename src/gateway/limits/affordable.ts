import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import type { CallerBudget, CallerKey } from "../caller.ts";
import { dollars, dollarText, feeNanos } from "../metering/cost.ts";
import type { Credential, Target } from "../routing/target.ts";
import type { Measure } from "./limit-engine.ts";
import { type MostUse, worstCaseNanos, worstCaseParts } from "./worst-case.ts";

/** A target with the most that it can cost. */
export interface Offer {
  readonly target: Target;
  /** What budgets reserve, fee included where credits may pay it; null: no price is known. */
  readonly mostNanos: number | null;
  /** What credits reserve; 0 where they do not pay it. */
  readonly creditsNanos: number;
}

/** Of what money a limit is. */
export type MoneyMeasure = Extract<Measure, `${string}nanos`>;

/** The most that an offer takes of money of that kind. */
export function mostMoney({ target, mostNanos }: Offer, measure: MoneyMeasure, pricing: Pricing): number {
  if (measure === "nanos" || mostNanos === null) return mostNanos ?? 0;
  const { inputNanos, outputNanos } = worstCaseParts(target, pricing.mostOf(target), pricing.atMs);
  const part = measure === "input_nanos" ? inputNanos : outputNanos;
  return target.credentials.some(paidFromCredits) ? part + feeNanos(part, pricing.feePercent) : part;
}

export interface Pricing {
  /** What the request may use of a target at most. */
  readonly mostOf: (target: Target) => MostUse;
  readonly atMs: number;
  readonly feePercent: number;
}

/** What a target may cost. */
export function offerOf(target: Target, { mostOf, atMs, feePercent }: Pricing): Offer {
  const cost = worstCaseNanos(target, mostOf(target), atMs);
  if (cost === null) return { target, mostNanos: null, creditsNanos: 0 };
  const fromCredits = target.credentials.some(paidFromCredits);
  const mostNanos = fromCredits ? cost + feeNanos(cost, feePercent) : cost;
  return { target, mostNanos, creditsNanos: fromCredits ? mostNanos : 0 };
}

function paidFromCredits({ paidBy }: Credential): boolean {
  return paidBy === "credits";
}

/** The same without the credentials that credits pay; undefined when none are left. */
export function withoutCredits(offer: Offer, pricing: Pricing): Offer | undefined {
  const credentials = offer.target.credentials.filter((one) => !paidFromCredits(one));
  if (credentials.length === offer.target.credentials.length) return offer;
  return credentials.length === 0 ? undefined : offerOf({ ...offer.target, credentials }, pricing);
}

/** An offer that money left covers, if need be without the credentials that a fee is for; undefined: none. */
export function within(
  offer: Offer,
  leftNanos: number,
  pricing: Pricing,
  measure: MoneyMeasure = "nanos",
): Offer | undefined {
  if (mostMoney(offer, measure, pricing) <= leftNanos) return offer;
  const own = withoutCredits(offer, pricing);
  return own !== undefined && mostMoney(own, measure, pricing) <= leftNanos ? own : undefined;
}

/** What is left of a list after a rule, and why something of it was left out. */
export interface Narrowed {
  readonly offers: readonly Offer[];
  readonly refusal: GatewayError | undefined;
}

/** What bounds a request's money beside its credits. */
export interface Bounds {
  readonly budgets: readonly CallerBudget[];
  /** Label of the route that has a budget of its own; undefined: none. */
  readonly route?: string | undefined;
}

/**
 * Leaves out what no reservation can make good: targets without a price where a hard budget must count them or credits
 * pay, and those that may cost more than one request is allowed to. A route's budget is a hard one.
 */
export function narrow(
  offers: readonly Offer[],
  caller: CallerKey,
  { budgets, route }: Bounds,
  pricing: Pricing,
): Narrowed {
  const strict = budgets.find(({ hard, allowUnpriced }) => hard && !allowUnpriced)?.id ?? route;
  let refusal: GatewayError | undefined;
  const kept: Offer[] = [];
  for (const offer of offers) {
    let left: Offer | undefined = offer;
    if (offer.mostNanos === null && strict !== undefined) {
      refusal ??= unpriced(offer.target, strict, strict === route);
      continue;
    }
    if (offer.mostNanos === null && caller.credits.lineNanos !== null) {
      left = withoutCredits(offer, pricing);
      if (left === undefined) refusal ??= unpricedCredits(offer.target);
    }
    const over = left && budgets.find((budget) => isOver(budget, offer.mostNanos));
    if (over !== undefined) refusal ??= tooDear(offer, over, pricing);
    else if (left !== undefined) kept.push(left);
  }
  return { offers: kept, refusal };
}

function isOver({ period, hard, limitNanos }: CallerBudget, mostNanos: number | null): boolean {
  return period === "request" && hard && mostNanos !== null && mostNanos > limitNanos;
}

function unpriced({ label }: Target, id: string, ofRoute: boolean): GatewayError {
  return fail("budget_exceeded", {
    message:
      `No price is known for '${label}', so the budget '${id}' cannot count it. Call a model with a price, ` +
      `add the price to the catalogue${ofRoute ? " or to the configuration." : ", or let the budget allow models without one."}`,
    details: { budget: id, model: label, reason: "unpriced" },
  });
}

function unpricedCredits({ label }: Target): GatewayError {
  return fail("insufficient_credits", {
    message: `No price is known for '${label}', so credits cannot pay for it. Connect a key of your own, or call a model with a price.`,
    details: { model: label, reason: "unpriced" },
  });
}

function tooDear({ target, mostNanos }: Offer, budget: CallerBudget, { mostOf }: Pricing): GatewayError {
  return fail("budget_exceeded", {
    message:
      `This request may cost up to $${dollarText(mostNanos ?? 0)} at '${target.label}'; the budget '${budget.id}' allows ` +
      `$${dollarText(budget.limitNanos)} a request. ` +
      (mostOf(target).outputTokens === undefined
        ? "Set 'max_tokens', or raise the budget."
        : "Ask for less, or raise the budget."),
    details: {
      budget: budget.id,
      scope: budget.scope,
      period: "request",
      limit_usd: dollars(budget.limitNanos),
      worst_case_usd: dollars(mostNanos ?? 0),
    },
  });
}
