import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTimeZone, type WindowPeriod, windowOf } from "./budget-window.ts";

const HOUR_MS = 3_600_000;

describe("windowOf", () => {
  it.each([
    ["a day of UTC", "day", "UTC", "2026-11-21T12:00:00Z", "2026-11-21T00:00:00Z", 24],
    ["its first moment", "day", "UTC", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z", 24],
    ["its last moment", "day", "UTC", "2026-11-21T23:59:59.999Z", "2026-11-21T00:00:00Z", 24],
    ["the zone's day, not UTC's", "day", "Asia/Tokyo", "2026-11-21T16:00:00Z", "2026-11-21T15:00:00Z", 24],
    ["a day of 23 hours", "day", "Europe/Rome", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 23],
    ["a day of 25 hours", "day", "Europe/Rome", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", 25],
    ["the repeated hour", "day", "America/New_York", "2026-11-01T06:30:00Z", "2026-11-01T04:00:00Z", 25],
    ["half an hour off", "day", "Asia/Kolkata", "2026-11-21T18:29:59Z", "2026-11-20T18:30:00Z", 24],
    ["three quarters off", "day", "Asia/Kathmandu", "2026-11-21T18:15:00Z", "2026-11-21T18:15:00Z", 24],
    ["a change of half an hour", "day", "Australia/Lord_Howe", "2026-04-04T20:00:00Z", "2026-04-04T13:00:00Z", 24.5],
    ["no midnight: clocks skip it", "day", "Africa/Cairo", "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z", 23],
    ["clocks turn back at midnight", "day", "Africa/Cairo", "2026-10-29T22:30:00Z", "2026-10-29T22:00:00Z", 24],
    ["the day before that", "day", "Africa/Cairo", "2026-10-29T21:30:00Z", "2026-10-28T21:00:00Z", 25],
    ["a date that was left out", "day", "Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-29T10:00:00Z", 24],
    ["the one after it", "day", "Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-30T10:00:00Z", 24],
    ["a week from Monday", "week", "UTC", "2026-11-22T23:59:59Z", "2026-11-16T00:00:00Z", 168],
    ["Monday itself", "week", "UTC", "2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z", 168],
    ["a week with a change", "week", "Europe/Rome", "2026-03-28T12:00:00Z", "2026-03-22T23:00:00Z", 167],
    ["a week over the turn of the year", "week", "UTC", "2027-01-01T00:00:00Z", "2026-12-28T00:00:00Z", 168],
    ["a month", "month", "UTC", "2026-02-28T23:59:59Z", "2026-02-01T00:00:00Z", 28 * 24],
    ["December", "month", "America/New_York", "2027-01-01T04:59:59Z", "2026-12-01T05:00:00Z", 31 * 24],
    ["a month with a change", "month", "Europe/Rome", "2026-03-31T21:59:59Z", "2026-02-28T23:00:00Z", 31 * 24 - 1],
    ["a zone nobody knows counts as UTC", "day", "Mars/Olympus", "2026-11-21T12:00:00Z", "2026-11-21T00:00:00Z", 24],
  ] as const)("%s", (_, period, zone, at, start, hours) => {
    const window = windowOf(period, zone, Date.parse(at));
    expect(new Date(window.startMs).toISOString()).toBe(new Date(start).toISOString());
    expect((window.endMs - window.startMs) / HOUR_MS).toBe(hours);
  });

  it("covers all time as the total", () => {
    expect(windowOf("total", "Europe/Rome", 5)).toEqual({ startMs: 0, endMs: Number.POSITIVE_INFINITY });
  });

  it("gives windows that hold their moment, and that follow on each other without gap or overlap", () => {
    const zones = ["UTC", "Europe/Rome", "America/St_Johns", "Asia/Kathmandu", "Africa/Cairo", "Pacific/Chatham"];
    const moments = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) });
    const periods = fc.constantFrom<WindowPeriod>("day", "week", "month");
    fc.assert(
      fc.property(fc.constantFrom(...zones), periods, moments, (zone, period, atMs) => {
        const { startMs, endMs } = windowOf(period, zone, atMs);
        expect(startMs).toBeLessThanOrEqual(atMs);
        expect(endMs).toBeGreaterThan(atMs);
        expect(windowOf(period, zone, endMs).startMs).toBe(endMs);
        expect(windowOf(period, zone, startMs)).toEqual({ startMs, endMs });
        expect(windowOf(period, zone, startMs - 1).endMs).toBe(startMs);
      }),
      { numRuns: 400 },
    );
  });
});

it.each([
  ["Europe/Rome", true],
  ["UTC", true],
  ["Etc/GMT+5", true],
  ["America/Argentina/Buenos_Aires", true],
  ["+02:00", false],
  ["Mars/Olympus", false],
  ["", false],
  ["Europe/Rome ", false],
])("knows whether %j is a time zone", (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});
