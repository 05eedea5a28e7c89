import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { dollars, dollarText } from "../metering/cost.ts";
import type { Claim, LimitRule, LimitState, Measure, Verdict } from "./limit-engine.ts";
import { bindingOf, limitHeaders } from "./limit-headers.ts";
import { isCorrected, isMoney } from "./windows.ts";

type Refused = Extract<Verdict, { granted: false }>;

/** The error for a reservation that did not fit: it names the limit, what is left and when that changes. */
export function refusalOf({ refused, states }: Refused, nowMs: number): GatewayError {
  const { rule } = refused;
  const state = states.find((one) => one.rule === rule) ?? { rule, used: rule.limit, resetAtMs: nowMs + 1_000 };
  const binding = bindingOf([state, ...states.filter((one) => one.rule.measure !== rule.measure)]);
  if (!isMoney(rule.measure)) return rateRefusal(state, refused, limitHeaders(binding, state), nowMs);
  const headers = limitHeaders(binding);
  return rule.scope === "credits"
    ? creditsRefusal(state, refused, headers)
    : budgetRefusal(state, refused, headers, nowMs);
}

/** Longest wait that a refused budget names: whoever waits for longer looks at the budget. */
const RETRY_AFTER_MAX_MS = 86_400_000;

const WHOSE: Readonly<Record<LimitRule["scope"], string>> = {
  ip: "This address's",
  key: "This key's",
  project: "The project's",
  organization: "The organization's",
  tag: "The tag's",
  route: "The route's",
  credits: "The organization's",
  provider: "The provider key's",
};

function rateRefusal(
  { rule, resetAtMs }: LimitState,
  { amount }: Claim,
  headers: string[],
  nowMs: number,
): GatewayError {
  const retryAfterSeconds = Math.max(1, Math.ceil((resetAtMs - nowMs) / 1000));
  const kind = kindOf(rule);
  const [what, unit] = UNITS[rule.measure] ?? [rule.measure, 1];
  const limit = `${WHOSE[rule.scope]} limit${rule.perKey ? " for each key" : ""} of ${Math.floor(rule.limit / unit)} ${kind}`;
  // Waiting makes no room for what does not fit into a limit that is untouched.
  const never = `This request may take ${Math.ceil(amount / unit)} ${what}. Send or ask for less, or raise the limit.`;
  return fail("rate_limit_exceeded", {
    message:
      amount > rule.limit && rule.limit > 0 && isCorrected(rule)
        ? `${limit} is too small. ${never}`
        : `${limit} is reached. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
    headers,
    details: { limit: rule.limit / unit, kind, scope: rule.scope, scope_id: rule.scopeId },
  });
}

/** Words for what is counted, and how much of it one is. */
const UNITS: Readonly<Partial<Record<Measure, readonly [string, number]>>> = {
  input_tokens: ["input tokens", 1],
  output_tokens: ["output tokens", 1],
  audio_ms: ["seconds of audio", 1_000],
};

const SPANS: Readonly<Record<number, string>> = { 60000: "a minute", 3600000: "an hour", 86400000: "a day" };

function kindOf({ measure, window }: LimitRule): string {
  if (measure === "running" || window.kind === "running") return "requests in parallel";
  const [what] = UNITS[measure] ?? [measure];
  const ms = window.kind === "sliding" ? window.ms : window.endMs - window.startMs;
  const span = SPANS[ms];
  if (span !== undefined) return `${what} ${span}`;
  return window.kind === "sliding" ? `${what} in ${ms / 1000} s` : `${what} in this period`;
}

function leftOf({ rule, used }: LimitState): number {
  return Math.max(0, rule.limit - used);
}

function moneyFacts({ rule, used, resetAtMs }: LimitState, { amount }: Claim) {
  return {
    limit_usd: dollars(rule.limit),
    used_usd: dollars(used),
    remaining_usd: dollars(leftOf({ rule, used, resetAtMs })),
    worst_case_usd: dollars(amount),
    resets_at: Number.isFinite(resetAtMs) ? new Date(resetAtMs).toISOString() : null,
  };
}

const BUDGETS: Readonly<Partial<Record<Measure, string>>> = {
  input_nanos: "budget for input",
  output_nanos: "budget for output",
};

function budgetRefusal(state: LimitState, refused: Claim, headers: string[], nowMs: number): GatewayError {
  const { rule, resetAtMs } = state;
  const facts = moneyFacts(state, refused);
  const budget = `${BUDGETS[rule.measure] ?? "budget"}${rule.scope === "route" ? "" : ` '${rule.budgetId ?? rule.counter}'`}`;
  const waitMs = resetAtMs - nowMs;
  const resets = facts.resets_at === null ? "It does not reset by itself." : `It resets at ${facts.resets_at}.`;
  return fail("budget_exceeded", {
    message:
      `${WHOSE[rule.scope]} ${budget} of $${dollarText(rule.limit)} has ` +
      `$${dollarText(leftOf(state))} left, and this request may cost up to $${dollarText(refused.amount)}. ${resets} ` +
      "Ask for less with 'max_tokens', wait, or raise the budget.",
    // Budgets of routes may be by the minute, so waiting helps; those of accounts are by the day at least.
    ...(rule.scope === "route" && waitMs <= RETRY_AFTER_MAX_MS
      ? { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) }
      : {}),
    headers,
    details: { budget: rule.budgetId ?? rule.counter, scope: rule.scope, scope_id: rule.scopeId, ...facts },
  });
}

function creditsRefusal(state: LimitState, refused: Claim, headers: string[]): GatewayError {
  const { remaining_usd, worst_case_usd } = moneyFacts(state, refused);
  return fail("insufficient_credits", {
    message:
      `The organization has $${dollarText(leftOf(state))} of credits left, and this request may cost up to ` +
      `$${dollarText(refused.amount)}. ` +
      "Top up, connect a provider key of your own, or ask for less with 'max_tokens'.",
    headers,
    details: { remaining_usd, worst_case_usd },
  });
}
