import { describe, expect, it } from "vitest";
import { count, duration, money, percent, relativeTime } from "./format.ts";

describe("figures", () => {
  it.each([
    [null, "–"],
    [0, "$0.00"],
    [0.00000012, "$0.00000012"],
    [0.000324, "$0.00032"],
    [0.0339, "$0.0339"],
    [0.5, "$0.50"],
    [1234.567, "$1,234.57"],
    [-2, "-$2.00"],
  ])("money %s is %s", (usd, text) => expect(money(usd)).toBe(text));

  it.each([
    [null, "–"],
    [0, "0"],
    [9_999, "9,999"],
    [22_934, "22.9K"],
    [10_000_000_000, "10B"],
  ])("count %s is %s", (value, text) => expect(count(value)).toBe(text));

  it.each([
    [null, "–"],
    [0.4189, "0.42 ms"],
    [612.4, "612 ms"],
    [4_120, "4.12 s"],
    [125_000, "2 min 5 s"],
  ])("duration %s is %s", (ms, text) => expect(duration(ms)).toBe(text));

  it.each([
    [null, "–"],
    [0, "0%"],
    [0.8, "80%"],
    [0.9995, "99.95%"],
    [0.9999999, "99.99%"],
    [1, "100%"],
  ])("percent %s is %s", (share, text) => expect(percent(share)).toBe(text));
});

describe("relative time", () => {
  const NOW = Date.parse("2026-11-21T12:00:00Z");
  it.each([
    ["2026-11-21T11:59:58Z", "just now"],
    ["2026-11-21T11:59:20Z", "40s ago"],
    ["2026-11-21T10:00:00Z", "2h ago"],
    ["2026-11-22T13:00:00Z", "tomorrow"],
  ])("%s is %s", (instant, text) => expect(relativeTime(instant, NOW)).toBe(text));
});
