import type { AnalyticsBreakdownRow } from "../../../src/client/api.ts";
import type { ChartData } from "./chart-data.ts";
import type { CsvColumn } from "./csv.ts";
import { toCsv } from "./csv.ts";
import { DIMENSION_WORDS, type Dimension } from "./dimensions.ts";
import type { Names } from "./use-names.ts";

/** The breakdown with every figure that the API tells. */
export function breakdownCsv(by: Dimension, rows: readonly AnalyticsBreakdownRow[], names: Names): string {
  const columns: readonly CsvColumn<AnalyticsBreakdownRow>[] = [
    { header: DIMENSION_WORDS[by].label, cell: (row) => names.ofRow(by, row) },
    { header: "id", cell: (row) => row.value },
    { header: "requests", cell: (row) => row.requests },
    { header: "requestsBefore", cell: (row) => row.previous.requests },
    { header: "errors", cell: (row) => row.errors },
    { header: "successRate", cell: (row) => row.successRate },
    { header: "cacheHitRate", cell: (row) => row.cacheHitRate },
    { header: "fallbacks", cell: (row) => row.fallbacks },
    { header: "promptTokens", cell: (row) => row.tokens.prompt },
    { header: "completionTokens", cell: (row) => row.tokens.completion },
    { header: "p50LatencyMs", cell: (row) => row.latencyMs.p50 },
    { header: "p95LatencyMs", cell: (row) => row.latencyMs.p95 },
    { header: "p99LatencyMs", cell: (row) => row.latencyMs.p99 },
    { header: "p95FirstTokenMs", cell: (row) => row.timeToFirstTokenMs.p95 },
    { header: "providerCostUsd", cell: (row) => row.spend.providerCostUsd },
    { header: "platformFeeUsd", cell: (row) => row.spend.platformFeeUsd },
    { header: "totalUsd", cell: (row) => row.spend.totalUsd },
    { header: "totalUsdBefore", cell: (row) => row.previous.totalUsd },
    { header: "savingsUsd", cell: (row) => row.spend.savingsUsd },
    { header: "unpricedRequests", cell: (row) => row.spend.unpricedRequests },
  ];
  return toCsv(columns, rows);
}

/** A chart's steps with a column for each of its series. */
export function chartCsv({ series, points }: ChartData): string {
  const columns: readonly CsvColumn<ChartData["points"][number]>[] = [
    { header: "timestamp", cell: ({ timestamp }) => timestamp },
    ...series.map(({ id, label }) => ({
      header: label,
      cell: ({ values }: ChartData["points"][number]) => values[id] ?? null,
    })),
  ];
  return toCsv(columns, points);
}
