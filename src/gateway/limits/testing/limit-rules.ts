import type { Claim, LimitRule, LimitState, PartMeasure, Verdict } from "../limit-engine.ts";

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** A turn of the minute and of the day (UTC). */
export const T0 = 20_000 * DAY;
export const HOLD = 10 * MINUTE;

const base = (counter: string, limit: number, hard: boolean) =>
  ({ counter, scope: "key", scopeId: "key_1", limit, hard }) as const;

/** Requests of the last minute. */
export const perMinute = (limit: number, counter = "rpm", hard = true): LimitRule => ({
  ...base(counter, limit, hard),
  measure: "requests",
  window: { kind: "sliding", ms: MINUTE },
});

/** Tokens of the last minute. */
export const tokensPerMinute = (limit: number, counter = "tpm", hard = true): LimitRule => ({
  ...base(counter, limit, hard),
  measure: "tokens",
  window: { kind: "sliding", ms: MINUTE },
});

/** A part of use of the last `ms`. */
export const partOf = (measure: PartMeasure, limit: number, ms = MINUTE, counter: string = measure): LimitRule => ({
  ...base(counter, limit, true),
  measure,
  window: { kind: "sliding", ms },
});

/** Requests at the same time. */
export const parallel = (limit: number, counter = "parallel", hard = true): LimitRule => ({
  ...base(counter, limit, hard),
  measure: "running",
  window: { kind: "running" },
});

/** Nano-dollars of the day of `atMs`. */
export const perDay = (limit: number, atMs = T0, counter = "spend:day", hard = true): LimitRule => {
  const startMs = Math.floor(atMs / DAY) * DAY;
  return { ...base(counter, limit, hard), measure: "nanos", window: { kind: "period", startMs, endMs: startMs + DAY } };
};

/** Nano-dollars for good. */
export const inAll = (limit: number, counter = "spend:total", hard = true): LimitRule => ({
  ...base(counter, limit, hard),
  measure: "nanos",
  window: { kind: "period", startMs: 0, endMs: Number.POSITIVE_INFINITY },
});

export const claim = (rule: LimitRule, amount: number): Claim => ({ rule, amount });

export const usedOf = ({ states }: { readonly states: readonly LimitState[] }): number[] =>
  states.map(({ used }) => used);

/** `granted`, or the name of the counter that refused. */
export const outcome = (verdict: Verdict): string => (verdict.granted ? "granted" : verdict.refused.rule.counter);
