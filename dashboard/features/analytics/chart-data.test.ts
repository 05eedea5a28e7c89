import { describe, expect, it } from "vitest";
import { comparedChart, partsChart, type Step, wholeChart } from "./chart-data.ts";
import { METRIC_SPECS } from "./metrics.ts";

const step = (timestamp: string, requests: number, p95: number | null = null): Step =>
  ({ timestamp, requests, successes: requests, errors: 0, latencyMs: { p50: p95, p90: p95, p95, p99: p95 } }) as Step;

const ALL = [step("t1", 10, 5), step("t2", 4, null)];

describe("a chart", () => {
  it("of the whole stands on its parts, or is lines where they do not add up", () => {
    expect(wholeChart(METRIC_SPECS.requests, ALL)).toMatchObject({
      kind: "bars",
      points: [{ values: { successes: 10, errors: 0 } }, { values: { successes: 4, errors: 0 } }],
    });
    const { kind, points } = wholeChart(METRIC_SPECS.latency, ALL);
    expect([kind, points[1]?.values["p95"]]).toEqual(["lines", null]);
  });

  it("of parts adds what is left, as far as anything is", () => {
    const parts = [
      { label: "a", steps: [step("t1", 6), step("t2", 4)] },
      // Steps that a part does not have are nothing.
      { label: "b", steps: [step("t1", 1)] },
    ];
    const { series, points } = partsChart(METRIC_SPECS.requests, parts, ALL);
    expect(series.map(({ label }) => label)).toEqual(["a", "b", "All others"]);
    expect(points.map(({ values }) => values)).toEqual([
      { part0: 6, part1: 1, rest: 3 },
      { part0: 4, part1: null, rest: 0 },
    ]);
    const [whole] = parts;
    const alone = [{ label: "a", steps: [step("t1", 10), step("t2", 5)] }];
    expect(partsChart(METRIC_SPECS.requests, alone, ALL).series).toHaveLength(1);
    expect(partsChart(METRIC_SPECS.latency, whole === undefined ? [] : [whole], ALL)).toMatchObject({
      kind: "lines",
      series: [{ label: "a" }],
    });
  });

  it("of two ranges puts their steps beside one another", () => {
    const { points } = comparedChart(METRIC_SPECS.requests, ALL, [step("s1", 7)]);
    expect(points.map(({ values }) => values)).toEqual([
      { now: 10, before: 7 },
      { now: 4, before: null },
    ]);
  });
});
