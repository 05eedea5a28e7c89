import fc from "fast-check";
import { expect, it } from "vitest";
import { nanosOfUsd } from "./nanos-of-usd.ts";

it.each<[string | number, number | null]>([
  [100, 100_000_000_000],
  [0, 0],
  [-0, 0],
  [0.1, 100_000_000],
  [0.1 + 0.2, 300_000_000],
  [1e-9, 1],
  [4e-10, 0],
  [9_007_199, 9_007_199_000_000_000],
  ["100.00", 100_000_000_000],
  ["0.000000001", 1],
  [" 2.5 ", 2_500_000_000],
  ["9007199.254740991", 9_007_199_254_740_991],
  ["9007199.254740992", null],
  ["0.0000000001", null],
  ["9007200", null],
  [9_007_200, null],
  [1e300, null],
  [-1, null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  ["", null],
  ["1.", null],
  [".5", null],
  ["1e3", null],
  ["1,000", null],
  ["$1", null],
  ["-1", null],
  ["٣", null],
])("%s dollars are %s nanos", (value, nanos) => {
  expect(nanosOfUsd(value)).toBe(nanos);
});

it("gives back every amount that was written with nine decimals", () => {
  fc.assert(
    fc.property(fc.nat(9_007_198_999_999_999), (nanos) => {
      const digits = String(nanos).padStart(10, "0");
      const text = `${digits.slice(0, -9)}.${digits.slice(-9)}`;
      expect(nanosOfUsd(text)).toBe(nanos);
      if (nanos < 1e15) expect(nanosOfUsd(Number(text))).toBe(nanos);
    }),
  );
});
