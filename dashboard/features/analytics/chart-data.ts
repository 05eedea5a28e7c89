import type { AnalyticsMetrics } from "../../../src/client/api.ts";
import type { Series, SeriesPoint } from "../../ui/chart/series-drawing.tsx";
import type { MetricSpec } from "./metrics.ts";

/** One step of a series of the API. */
export type Step = AnalyticsMetrics & { readonly timestamp: string };

/** What a chart is drawn from. */
export interface ChartData {
  readonly kind: "bars" | "lines";
  readonly series: readonly Series[];
  readonly points: readonly SeriesPoint[];
}

/** One part of a whole: a model, a key. */
export interface Part {
  readonly label: string;
  readonly steps: readonly Step[];
}

const COLORS = ["chart-1", "chart-2", "chart-3", "chart-4"] as const;
/** As many parts as can be told apart; what is left is drawn together. */
export const PARTS_MAX = COLORS.length;
const REST = "rest";
/** Sums of parts of dollars differ in their last digits. */
const NOTHING = 1e-9;

/** All requests, as what the metric is made of. */
export function wholeChart({ whole, adds }: MetricSpec, steps: readonly Step[]): ChartData {
  const points = steps.map((step) => ({
    timestamp: step.timestamp,
    values: Object.fromEntries(whole.map(({ id, read }) => [id, read(step)])),
  }));
  return { kind: adds ? "bars" : "lines", series: whole, points };
}

/** The largest parts by name, and where they add up, what all others are together. */
export function partsChart({ value, adds }: MetricSpec, parts: readonly Part[], all: readonly Step[]): ChartData {
  const shown = parts.slice(0, PARTS_MAX);
  const series: Series[] = shown.map(({ label }, index) => ({
    id: `part${index}`,
    label,
    color: COLORS[index] ?? "chart-1",
  }));
  const byTime = shown.map(({ steps }) => new Map(steps.map((step) => [step.timestamp, value(step)])));
  let hasRest = false;
  const points = all.map((step): SeriesPoint => {
    const values: Record<string, number | null> = {};
    let named = 0;
    byTime.forEach((part, index) => {
      const one = part.get(step.timestamp) ?? null;
      values[`part${index}`] = one;
      named += one ?? 0;
    });
    if (adds) {
      const rest = (value(step) ?? 0) - named;
      // Parts are read a moment after one another, so the last step may hold more in them than in the whole.
      values[REST] = rest > NOTHING ? rest : 0;
      hasRest ||= rest > NOTHING;
    }
    return { timestamp: step.timestamp, values };
  });
  const rest: Series = { id: REST, label: "All others", color: "line-strong" };
  return { kind: adds ? "bars" : "lines", series: hasRest ? [...series, rest] : series, points };
}

/** The range beside the one before, step by step. */
export function comparedChart(
  { value, label, valueLabel }: MetricSpec,
  now: readonly Step[],
  before: readonly Step[],
): ChartData {
  const name = valueLabel === undefined ? label : `${label} ${valueLabel}`;
  return {
    kind: "lines",
    series: [
      { id: "now", label: name, color: "chart-1" },
      { id: "before", label: "The range before", color: "line-strong", dashed: true },
    ],
    points: now.map((step, index) => {
      const earlier = before[index];
      const values = { now: value(step), before: earlier === undefined ? null : value(earlier) };
      return { timestamp: step.timestamp, values };
    }),
  };
}
