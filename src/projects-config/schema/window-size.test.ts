import { expect, it } from "vitest";
import { canBeAligned, windowSeconds } from "./window-size.ts";

it.each([
  [60, 60],
  ["1 minute", 60],
  ["10 seconds", 10],
  ["2 Hours", 7_200],
  ["1 day", 86_400],
  ["2 weeks", 1_209_600],
  ["1 month", 2_592_000],
  ["0 minutes", undefined],
  [0, undefined],
  [1.5, undefined],
  ["1.5 hours", undefined],
  ["minute", undefined],
  ["1 fortnight", undefined],
  ["-1 minute", undefined],
  ["13 months", undefined],
  ["1 constructor", undefined],
])("a window of %j has %j seconds", (size, seconds) => {
  expect(windowSeconds(size)).toBe(seconds);
});

it("windows that begin with the clock fill a day", () => {
  expect(
    [60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400].every(canBeAligned),
  ).toBe(true);
  expect([1, 90, 120, 420, 5 * 3_600, 2 * 86_400].some(canBeAligned)).toBe(false);
});
