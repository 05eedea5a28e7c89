import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packHistogram, SLOT_UNIT, slotMs, slotOf } from "./latency-buckets.ts";

describe("latency buckets", () => {
  it("stand for every time above a millisecond within 5 %", () => {
    fc.assert(
      fc.property(fc.double({ min: 1.0001, max: 1_200_000, noNaN: true }), (ms) => {
        expect(Math.abs(slotMs(slotOf(ms)) - ms) / ms).toBeLessThanOrEqual(0.05);
      }),
    );
  });

  it("keep the order of times", () => {
    const ordered = fc.tuple(fc.double({ min: 0, noNaN: true }), fc.double({ min: 0, noNaN: true }));
    fc.assert(
      fc.property(ordered, ([a, b]) => {
        expect(slotOf(Math.min(a, b))).toBeLessThanOrEqual(slotOf(Math.max(a, b)));
      }),
    );
  });

  it.each([
    [Number.NaN, 0],
    [-5, 0],
    [0, 0],
    [1, 0],
    [1.1, 1],
    [1.2, 2],
    [Number.POSITIVE_INFINITY, 147],
  ])("puts %d into slot %d", (ms, slot) => {
    expect(slotOf(ms)).toBe(slot);
  });

  it("packs counts with their slots, in order", () => {
    const packed = packHistogram(
      new Map([
        [3, 7],
        [0, 2],
      ]),
    );
    expect(packed).toEqual([2, 3 * SLOT_UNIT + 7]);
  });
});
