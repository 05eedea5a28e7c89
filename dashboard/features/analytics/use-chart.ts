import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { apiQuery } from "../../api/query.ts";
import { type ChartData, comparedChart, partsChart, wholeChart } from "./chart-data.ts";
import type { Dimension } from "./dimensions.ts";
import { METRIC_SPECS } from "./metrics.ts";
import type { Drawing, Metric } from "./search.ts";
import type { Names } from "./use-names.ts";
import { type SeriesQuery, useParts } from "./use-parts.ts";

const REFRESH_MS = 30_000;

export interface ChartOptions {
  readonly query: SeriesQuery & { readonly from: string };
  /** Where the range before begins; it ends where this one begins. */
  readonly beforeFrom: string;
  readonly metric: Metric;
  readonly drawing: Drawing;
  readonly by: Dimension;
  readonly names: Names;
}

/** A chart, or why there is none; neither while it is loading. */
export interface ChartState {
  readonly chart: ChartData | undefined;
  /** Length of its steps. */
  readonly grain: string | undefined;
  readonly error: Error | null;
  retry(): void;
}

/** One figure over time, read as its drawing needs it. */
export function useChart({ query, beforeFrom, metric, drawing, by, names }: ChartOptions): ChartState {
  const spec = METRIC_SPECS[metric];
  const live = { refetchInterval: REFRESH_MS, placeholderData: keepPreviousData };
  const all = useQuery({ ...apiQuery("getAnalyticsSeries", { query }), ...live });
  const before = useQuery({
    ...apiQuery("getAnalyticsSeries", { query: { ...query, from: beforeFrom, to: query.from } }),
    ...live,
    enabled: drawing === "compared",
  });
  const divided = useParts({ query, by, order: spec.order, names, enabled: drawing === "parts" });
  const steps = all.data?.series.points;
  const beforeSteps = before.data?.series.points;
  const { parts } = divided;
  const chart = useMemo(() => {
    if (steps === undefined) return undefined;
    if (drawing === "whole") return wholeChart(spec, steps);
    if (drawing === "parts") return parts && partsChart(spec, parts, steps);
    return beforeSteps && comparedChart(spec, steps, beforeSteps);
  }, [spec, drawing, steps, parts, beforeSteps]);
  const ownError = { whole: null, parts: divided.error, compared: before.error }[drawing];
  return {
    chart,
    grain: all.data?.series.grain,
    error: all.error ?? ownError,
    retry: () => void Promise.all([all.refetch(), drawing === "compared" && before.refetch(), divided.retry()]),
  };
}
