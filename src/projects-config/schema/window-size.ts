const SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
};
const SIZE = /^\s*(\d{1,9})\s+(second|minute|hour|day|week|month)s?\s*$/i;
const SECONDS_MAX = 366 * 86_400;

/** Windows that fill a day without a rest, so that they can begin with the clock; seconds. */
const ALIGNED: ReadonlySet<number> = new Set(
  [[60, [1, 5, 10, 15, 30]] as const, [3_600, [1, 2, 3, 4, 6, 8, 12, 24]] as const].flatMap(([unit, counts]) =>
    counts.map((count) => unit * count),
  ),
);

/** Length of a window in seconds: a number of seconds, or `N unit`; a month has 30 days. Undefined when it is neither. */
export function windowSeconds(size: number | string): number | undefined {
  const match = typeof size === "string" ? SIZE.exec(size) : undefined;
  const seconds =
    typeof size === "number" ? size : Number(match?.[1]) * (SECONDS[match?.[2]?.toLowerCase() ?? ""] ?? Number.NaN);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= SECONDS_MAX ? seconds : undefined;
}

/** Whether windows of this many seconds can begin with the clock. */
export function canBeAligned(seconds: number): boolean {
  return ALIGNED.has(seconds);
}
