import { useNow } from "../ui/values.tsx";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Ranges of time to choose from, by the word in the address. */
export const RANGES = {
  "1h": { label: "Last hour", ms: HOUR_MS, stepMs: MINUTE_MS, grain: "minute" },
  "24h": { label: "Last 24 hours", ms: DAY_MS, stepMs: 5 * MINUTE_MS, grain: "hour" },
  "7d": { label: "Last 7 days", ms: 7 * DAY_MS, stepMs: HOUR_MS, grain: "day" },
  "30d": { label: "Last 30 days", ms: 30 * DAY_MS, stepMs: HOUR_MS, grain: "day" },
  "90d": { label: "Last 90 days", ms: 90 * DAY_MS, stepMs: HOUR_MS, grain: "week" },
} as const;

export type Range = keyof typeof RANGES;
export const RANGE_WORDS = Object.keys(RANGES) as readonly Range[];

/** The reader's own time zone, in which days begin. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Where a range that reaches to an instant begins: at a full step. */
export function rangeStart(range: Range, nowMs: number): string {
  const { ms, stepMs } = RANGES[range];
  return new Date(Math.floor((nowMs - ms) / stepMs) * stepMs).toISOString();
}

/**
 * Where a range begins. It moves in steps, not with every render, so that it can be part of a query's key; it reaches to
 * the present, so queries leave `to` out.
 */
export function useRangeStart(range: Range): string {
  return rangeStart(range, useNow());
}
