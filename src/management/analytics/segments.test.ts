import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GRAIN_MS, keptSince } from "../../store/rollups/kept-for.ts";
import { coveredBy, segmentsOf } from "./segments.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 34, 56, 789);
const at = (day: number, hour = 0, minute = 0): number => Date.UTC(2026, 10, day, hour, minute);

describe("segments", () => {
  it("take whole days, and finer buckets at both ends", () => {
    expect(segmentsOf({ fromMs: at(20, 22, 30), toMs: at(21, 12, 30) }, NOW, "day")).toEqual([
      { grain: "minute", fromMs: at(20, 22, 30), toMs: at(20, 23) },
      { grain: "hour", fromMs: at(20, 23), toMs: at(21, 12) },
      { grain: "minute", fromMs: at(21, 12), toMs: at(21, 12, 30) },
    ]);
    expect(segmentsOf({ fromMs: at(1, 5, 30), toMs: at(21, 3) }, NOW, "day")).toEqual([
      { grain: "hour", fromMs: at(1, 5), toMs: at(2) },
      { grain: "day", fromMs: at(2), toMs: at(21) },
      { grain: "hour", fromMs: at(21), toMs: at(21, 3) },
    ]);
  });

  it("cover the range in order, without gap or overlap, from buckets that are kept, and little more", () => {
    const moment = fc.integer({ min: NOW - 900 * GRAIN_MS.day, max: NOW });
    fc.assert(
      fc.property(moment, moment, fc.constantFrom("day", "hour", "minute"), (a, b, coarsest) => {
        fc.pre(a !== b);
        const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b)];
        if (coarsest !== "day") fc.pre(fromMs >= keptSince(coarsest, NOW));
        const segments = segmentsOf({ fromMs, toMs }, NOW, coarsest);
        const covered = coveredBy(segments);
        expect(covered.fromMs).toBeLessThanOrEqual(fromMs);
        expect(covered.toMs).toBeGreaterThanOrEqual(toMs);
        segments.forEach(({ grain, ...one }, index) => {
          expect(one.fromMs % GRAIN_MS[grain] || one.toMs % GRAIN_MS[grain]).toBe(0);
          expect(one.fromMs).toBeGreaterThanOrEqual(keptSince(grain, NOW));
          if (index > 0) expect(one.fromMs).toBe(segments[index - 1]?.toMs);
        });
        const slack = fromMs >= keptSince("minute", NOW) ? GRAIN_MS.minute : GRAIN_MS.hour;
        if (fromMs >= keptSince("hour", NOW)) expect(fromMs - covered.fromMs).toBeLessThan(slack);
      }),
    );
  });
});
