import { deviationsOf, usualOf } from "./deviation.ts";

/** What happened in one hour. */
export interface HourSums {
  readonly requests: number;
  readonly errors: number;
  readonly spentNanos: number;
}

/** An hour with those that it is compared with. */
export interface HourInQuestion {
  readonly sums: HourSums;
  /**
   * The same hour of the weeks before, and beside it the hour before and the one after: three lists, a sample a week,
   * hours without requests included. Neighbours count, because work that begins an hour earlier or later (clocks are
   * changed, a job is late) is usual.
   */
  readonly weeks: readonly (readonly HourSums[])[];
}

/** `anomaly`: tell; `calm`: what was open is over; `between`: neither; `unknown`: too little is known. */
export type Verdict = "anomaly" | "calm" | "between" | "unknown";

/** A verdict with its figures, as they stand in the event. */
export interface Judgement {
  readonly verdict: Verdict;
  /** By how many usual deviations; rounded to a tenth. */
  readonly deviations: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** Weeks of history without which nothing is usual. */
const WEEKS_MIN = 4;
/** What an anomaly has to fall below, as a share of what it began with, to be over: so that it does not flicker. */
const CLEAR_SHARE = 0.5;

/** Hours of the same kind differ by about so much of their median, whatever few samples say. */
const SPEND_SPREAD_SHARE = 0.3;
const SPEND_SPREAD_MIN_NANOS = 100_000_000;
/** Less than this above what is usual is not worth telling anybody. */
const SPEND_EXCESS_MIN_NANOS = 1_000_000_000;

/** Judges an hour's spend; only too much counts. `openAt`: deviations from which on it is an anomaly. */
export function judgeSpend({ sums, weeks }: HourInQuestion, openAt: number): Judgement {
  const enough = weeks.length > 0 && weeks.every((samples) => samples.length >= WEEKS_MIN);
  if (!enough) return { verdict: "unknown", deviations: 0, figures: {} };
  const floor = (middle: number): number => Math.max(SPEND_SPREAD_SHARE * middle, SPEND_SPREAD_MIN_NANOS);
  const usual = usualOf(dearest(weeks), floor);
  const excess = sums.spentNanos - usual.median;
  const figures = {
    spentNanos: sums.spentNanos,
    expectedNanos: Math.round(usual.median),
    spreadNanos: Math.round(usual.spread),
  };
  return { ...judged(deviationsOf(sums.spentNanos, usual), openAt, excess >= SPEND_EXCESS_MIN_NANOS), figures };
}

/** Of each week the dearest of the hours that count. */
function dearest(weeks: HourInQuestion["weeks"]): number[] {
  const [first = [], ...others] = weeks;
  return first.map((sample, week) =>
    Math.max(sample.spentNanos, ...others.map((samples) => samples[week]?.spentNanos ?? 0)),
  );
}

/** Hours with fewer requests say nothing of a rate. */
const RATE_REQUESTS_MIN = 20;
const RATE_SPREAD_MIN = 0.02;
const JUDGED_REQUESTS_MIN = 50;
const JUDGED_ERRORS_MIN = 10;

/** Judges the share of an hour's requests that failed. */
export function judgeErrors({ sums, weeks }: HourInQuestion, openAt: number): Judgement {
  const samples = weeks.flat().filter((sample) => sample.requests >= RATE_REQUESTS_MIN);
  const unknown = { verdict: "unknown", deviations: 0, figures: {} } as const;
  if (samples.length < WEEKS_MIN) return unknown;
  // An hour with next to no requests is no failure, and none that is open goes on.
  if (sums.requests < JUDGED_REQUESTS_MIN) return { ...unknown, verdict: "calm" };
  const rate = sums.errors / sums.requests;
  const floor = (middle: number): number => {
    const share = Math.min(Math.max(middle, 0.01), 0.99);
    return Math.max(RATE_SPREAD_MIN, Math.sqrt((share * (1 - share)) / sums.requests));
  };
  const usual = usualOf(
    samples.map((sample) => sample.errors / sample.requests),
    floor,
  );
  const figures = {
    requests: sums.requests,
    errors: sums.errors,
    ratePercent: percent(rate),
    expectedPercent: percent(usual.median),
    spreadPercent: percent(usual.spread),
  };
  return { ...judged(deviationsOf(rate, usual), openAt, sums.errors >= JUDGED_ERRORS_MIN), figures };
}

function judged(deviations: number, openAt: number, matters: boolean): Pick<Judgement, "verdict" | "deviations"> {
  const rounded = Math.round(deviations * 10) / 10;
  if (rounded >= openAt && matters) return { verdict: "anomaly", deviations: rounded };
  return { verdict: rounded < openAt * CLEAR_SHARE || !matters ? "calm" : "between", deviations: rounded };
}

/** To a hundredth of a percent. */
function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}
