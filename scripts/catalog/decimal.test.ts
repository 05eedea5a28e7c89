import fc from "fast-check";
import { expect, it } from "vitest";
import { shiftSix } from "./decimal.ts";

it.each([
  [0, 0],
  [2.5, 2_500_000],
  [0.0028, 2800],
  [0.003625, 3625],
  [1.005, 1_005_000],
  [4.35, 4_350_000],
  [600, 600_000_000],
  [1e-6, 1],
  [1e-7, 0],
  [0.08333333333333334, 83_333],
  [0.0000005, 1],
])("%d moves to %d", (price, pico) => {
  expect(shiftSix(price)).toBe(pico);
});

it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e21])("refuses %d", (price) => {
  expect(() => shiftSix(price)).toThrow();
});

it("is exact for every price of six decimals", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (pico) => {
      const text = String(pico).padStart(7, "0");
      expect(shiftSix(Number(`${text.slice(0, -6)}.${text.slice(-6)}`))).toBe(pico);
    }),
  );
});
