import { BoundedMap } from "./bounded-map.ts";

/** Which time a budget covers; `total` is all of it. */
export type WindowPeriod = "day" | "week" | "month" | "total";

/** From the first until before the second; unix milliseconds. */
export interface BudgetWindow {
  readonly startMs: number;
  /** Infinity: for good. */
  readonly endMs: number;
}

const DAY_MS = 86_400_000;
/** Zones come from settings, and there are some six hundred of them in three kinds of windows. */
const KNOWN_MAX = 2_000;

const FOR_GOOD: BudgetWindow = Object.freeze({ startMs: 0, endMs: Number.POSITIVE_INFINITY });
const windows = new BoundedMap<string, BudgetWindow>(KNOWN_MAX);
const clocks = new BoundedMap<string, Intl.DateTimeFormat>(KNOWN_MAX);

/**
 * The day, week or month that a moment falls into where clocks show the time of `timeZone`, an IANA name; one that this
 * system does not know counts as UTC. Weeks begin on Monday. A day may have 23 or 25 hours; where clocks skip midnight,
 * it begins with the first moment that they show of it.
 */
export function windowOf(period: WindowPeriod, timeZone: string, atMs: number): BudgetWindow {
  if (period === "total") return FOR_GOOD;
  const name = `${period} ${timeZone}`;
  const last = windows.get(name);
  if (last !== undefined && last.startMs <= atMs && atMs < last.endMs) return last;
  const window = Object.freeze(compute(period, clockOf(timeZone), atMs));
  windows.set(name, window);
  return window;
}

/** Whether this system knows a time zone by this name. Offsets such as `+02:00` are no names. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(name)) return false;
  try {
    formatFor(name);
    return true;
  } catch {
    return false;
  }
}

function compute(period: Exclude<WindowPeriod, "total">, clock: Intl.DateTimeFormat, atMs: number): BudgetWindow {
  const today = new Date(Math.floor(shownMs(clock, atMs) / DAY_MS) * DAY_MS);
  const year = today.getUTCFullYear();
  const month = today.getUTCMonth();
  const day = today.getUTCDate();
  if (period === "month") return between(clock, Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1));
  const monday = day - ((today.getUTCDay() + 6) % 7);
  if (period === "week") return between(clock, Date.UTC(year, month, monday), Date.UTC(year, month, monday + 7));
  return between(clock, Date.UTC(year, month, day), Date.UTC(year, month, day + 1));
}

function between(clock: Intl.DateTimeFormat, from: number, to: number): BudgetWindow {
  return { startMs: beginOf(clock, from), endMs: beginOf(clock, to) };
}

/**
 * The first moment at which clocks show this midnight or, where they skip it, later. The offset from UTC changes once
 * at most around it, so it is one of the two that hold a day before and a day after.
 */
function beginOf(clock: Intl.DateTimeFormat, midnightMs: number): number {
  const candidates = [midnightMs - DAY_MS, midnightMs + DAY_MS]
    .map((near) => midnightMs - (shownMs(clock, near) - near))
    .filter((candidate) => shownMs(clock, candidate) >= midnightMs);
  return Math.min(...candidates);
}

/** What clocks show at a moment, as if it were UTC; to the second. */
function shownMs(clock: Intl.DateTimeFormat, atMs: number): number {
  const seconds = Math.floor(atMs / 1_000) * 1_000;
  const shown: Record<string, number> = {};
  for (const { type, value } of clock.formatToParts(seconds)) shown[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = isTimeZone(timeZone) ? formatFor(timeZone) : formatFor("UTC");
    clocks.set(timeZone, clock);
  }
  return clock;
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}
