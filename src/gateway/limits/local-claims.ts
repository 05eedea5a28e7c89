import type { HeldUse } from "./held-use.ts";
import type { Claim, LimitRule } from "./limit-engine.ts";
import type { LocalCounter } from "./local-counters.ts";
import type { LocalHold } from "./local-holds.ts";
import { isCorrected, isRunning, MAX_COUNT, slidingMs, wholeCount } from "./windows.ts";

/** The first claim that does not fit after those before it. What takes nothing is never refused. */
export function firstRefused(
  claims: readonly Claim[],
  counters: readonly LocalCounter[],
  nowMs: number,
): Claim | undefined {
  let refused: Claim | undefined;
  let seen = 0;
  for (; seen < claims.length && refused === undefined; seen += 1) {
    const claim = claims[seen] as Claim;
    const counter = counters[seen] as LocalCounter;
    const { rule } = claim;
    const amount = wholeCount(claim.amount, MAX_COUNT);
    const room = wholeCount(Math.floor(rule.limit), 0) - counter.used(slidingMs(rule), nowMs) - counter.wanted;
    if (rule.hard && amount > 0 && amount > room) refused = claim;
    else counter.wanted = Math.min(MAX_COUNT, counter.wanted + amount);
  }
  for (let i = 0; i < seen; i += 1) (counters[i] as LocalCounter).wanted = 0;
  return refused;
}

/** Counts all claims and gives what must be given back of them. */
export function takeAll(
  claims: readonly Claim[],
  counters: readonly LocalCounter[],
  nowMs: number,
  expiresAtMs: number,
): LocalHold {
  const amounts: number[] = [];
  const buckets: number[] = [];
  for (let i = 0; i < claims.length; i += 1) {
    const { rule, amount } = claims[i] as Claim;
    const counter = counters[i] as LocalCounter;
    const whole = wholeCount(amount, MAX_COUNT);
    counter.add(whole, slidingMs(rule), nowMs);
    counter.holds += 1;
    amounts.push(whole);
    buckets.push(counter.bucket);
  }
  return { claims, counters, buckets, amounts, expiresAtMs };
}

/** Ends a hold: running requests are given back, what is corrected is replaced by what was used. */
export function giveBack(hold: LocalHold, used: (rule: LimitRule, reserved: number, i: number) => number): void {
  for (let i = 0; i < hold.claims.length; i += 1) {
    const { rule } = hold.claims[i] as Claim;
    const counter = hold.counters[i] as LocalCounter;
    const reserved = hold.amounts[i] as number;
    counter.holds -= 1;
    if (isRunning(rule)) counter.correct(0, reserved, 0);
    else if (isCorrected(rule)) counter.correct(hold.buckets[i] as number, reserved, used(rule, reserved, i));
  }
}

/** Counts what a request used whose hold was given up, unless the database told already. */
export function addLate(
  hold: LocalHold,
  used: (rule: LimitRule, i: number) => number | undefined,
  nowMs: number,
): void {
  hold.claims.forEach(({ rule }, i) => {
    const counter = hold.counters[i] as LocalCounter;
    if (!isCorrected(rule) || (counter.since !== undefined && nowMs < counter.since)) return;
    counter.correct(hold.buckets[i] as number, 0, wholeCount(used(rule, i), 0));
  });
}

/** What the journal says was used of a rule; undefined where it does not tell. */
export function useOf(use: HeldUse, { measure, counter }: LimitRule): number | undefined {
  const { usedNanos, usedTokens, usedParts = {}, usedNanosPerCounter = {} } = use;
  if (measure === "tokens") return usedTokens;
  if (measure === "nanos")
    return Object.hasOwn(usedNanosPerCounter, counter) ? usedNanosPerCounter[counter] : usedNanos;
  return measure === "requests" || measure === "running" ? undefined : usedParts[measure];
}
