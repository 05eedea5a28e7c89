import type { LimitRule, LimitState, LimitWindow, Measure } from "./limit-engine.ts";

/**
 * Counters and limits stop here; as money, nine million dollars. Neither a double nor Lua counts by ones beyond 2^53, and
 * ioredis reads whole numbers exactly up to 2^53 - 58 only.
 */
export const MAX_COUNT = 9_000_000_000_000_000;

/** Where a counter stands, wherever it is kept. Only sliding windows turn; `bucket` and `prev` stay 0 elsewhere. */
export interface Count {
  /** Number of the running bucket: Unix ms divided by the window's length. */
  readonly bucket: number;
  /** Counted in the running bucket, or in the period, or running now. */
  readonly cur: number;
  /** Counted in the bucket before. */
  readonly prev: number;
}

export const NOTHING_COUNTED: Count = { bucket: 0, cur: 0, prev: 0 };

/** A whole number between nought and {@link MAX_COUNT}; what is not a number becomes `otherwise`. */
export function wholeCount(value: number | undefined, otherwise: number): number {
  if (value === undefined || Number.isNaN(value)) return otherwise;
  return Math.min(MAX_COUNT, Math.max(0, Math.ceil(value)));
}

const MAX_HOLD_MS = 30 * 86_400_000;
const UNTOLD_HOLD_MS = 900_000;

/** How long a reservation is held, in whole ms and bounded: what is held without end could never be given up. */
export function heldMs(holdMs: number): number {
  return Number.isNaN(holdMs) ? UNTOLD_HOLD_MS : Math.min(MAX_HOLD_MS, Math.max(0, Math.ceil(holdMs)));
}

/** Names a counter together with its window, so that every period and every length counts for itself. */
export function counterKey({ counter, window }: LimitRule): string {
  return `${counter}|${windowName(window)}`;
}

/** A window in a few characters. */
export function windowName(window: LimitWindow): string {
  if (window.kind === "sliding") return `s${window.ms}`;
  return window.kind === "period" ? `p${window.startMs}-${window.endMs}` : "r";
}

/** Length of a sliding window; 0 for the others, which never turn. */
export function slidingMs({ measure, window }: LimitRule): number {
  return window.kind === "sliding" && measure !== "running" ? Math.max(1, Math.floor(window.ms)) : 0;
}

/** True for what is given back when a request ends. */
export function isRunning({ measure, window }: LimitRule): boolean {
  return measure === "running" || window.kind === "running";
}

/** True for what is corrected by use when a request ends. */
export function isCorrected(rule: LimitRule): boolean {
  return rule.measure !== "requests" && !isRunning(rule);
}

/** True for nano-dollars, all or a part of them. */
export function isMoney(measure: Measure): boolean {
  return measure === "nanos" || measure === "input_nanos" || measure === "output_nanos";
}

/** What is spent in less time is not worth a question to the database: it is forgotten with the process. */
const SEEDED_FROM_MS = 600_000;

/** True for the counters whose beginning the database knows: money of a time that is not short. */
export function isSeeded({ measure, window }: LimitRule): boolean {
  if (!isMoney(measure) || window.kind === "running") return false;
  return (window.kind === "sliding" ? window.ms : window.endMs - window.startMs) >= SEEDED_FROM_MS;
}

/** The periods in which a seeded counter's money was spent: its own, or those of both buckets, the running one first. */
export function seedPeriods(rule: LimitRule, nowMs: number): readonly LimitRule[] {
  const ms = slidingMs(rule);
  if (ms === 0) return [rule];
  const startMs = Math.floor(nowMs / ms) * ms;
  return [startMs, startMs - ms].map((from) => ({
    ...rule,
    window: { kind: "period", startMs: from, endMs: from + ms },
  }));
}

/** Bucket of a time; never before the one that is running already, which a late clock would else empty. */
export function bucketAt(count: Count, ms: number, nowMs: number): number {
  return ms === 0 ? 0 : Math.max(count.bucket, Math.floor(nowMs / ms));
}

/** The count as it is once its window has turned to a time. */
export function turned(count: Count, ms: number, nowMs: number): Count {
  const bucket = bucketAt(count, ms, nowMs);
  if (bucket === count.bucket) return count;
  return { bucket, cur: 0, prev: bucket === count.bucket + 1 ? count.cur : 0 };
}

/**
 * What counts at a time. Of the bucket before, the share that the window still covers, rounded up: a limit of one would
 * else be exceeded as soon as the bucket turns.
 */
export function usedAt(count: Count, ms: number, nowMs: number): number {
  if (ms === 0) return count.cur;
  const bucket = bucketAt(count, ms, nowMs);
  if (bucket === count.bucket) return Math.min(MAX_COUNT, count.cur + shareLeft(count.prev, bucket, ms, nowMs));
  return bucket === count.bucket + 1 ? shareLeft(count.cur, bucket, ms, nowMs) : 0;
}

function shareLeft(prev: number, bucket: number, ms: number, nowMs: number): number {
  if (prev === 0) return 0;
  const left = ms - Math.max(0, nowMs - bucket * ms);
  return Math.min(prev, Math.ceil((prev * left) / ms));
}

/** How a limit stands; `amount` is what is wanted next, which decides when there is room again. */
export function stateOf(rule: LimitRule, count: Count, amount: number, nowMs: number): LimitState {
  const ms = slidingMs(rule);
  return { rule, used: usedAt(count, ms, nowMs), resetAtMs: resetAt(rule, count, amount, nowMs) };
}

/** When a running request ends is not known; a second is worth a try. */
const RUNNING_RETRY_MS = 1_000;

function resetAt(rule: LimitRule, before: Count, amount: number, nowMs: number): number {
  if (isRunning(rule)) return nowMs + RUNNING_RETRY_MS;
  if (rule.window.kind === "period") return rule.window.endMs;
  const ms = slidingMs(rule);
  const count = turned(before, ms, nowMs);
  const end = (count.bucket + 1) * ms;
  const room = wholeCount(Math.floor(rule.limit), 0) - amount;
  if (room >= usedAt(count, ms, nowMs)) return end;
  if (room < 0) return end + ms;
  // The bucket before fades while the running one stays; then the running one fades.
  if (count.cur <= room) return fadedTo(room - count.cur, count.prev, count.bucket, ms);
  return fadedTo(room, count.cur, count.bucket + 1, ms);
}

/** When `prev`, which fades through a bucket, has come down to `room`. */
function fadedTo(room: number, prev: number, bucket: number, ms: number): number {
  return bucket * ms + (prev <= room ? 0 : Math.ceil(ms * (1 - room / prev)));
}
