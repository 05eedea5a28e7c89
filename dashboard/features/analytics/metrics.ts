import type { AnalyticsMetrics } from "../../../src/client/api.ts";
import type { Series } from "../../ui/chart/series-drawing.tsx";
import { count, duration, money, percent } from "../../ui/format.ts";
import type { Metric, Sort } from "./search.ts";

type Read = (of: AnalyticsMetrics) => number | null;

/** What a chart shows, and how its parts are drawn. */
export interface MetricSpec {
  readonly label: string;
  /** The one figure of a step, for parts and for comparing; a rate or percentile is null without requests. */
  readonly value: Read;
  /** The same in words, where it is one of several: "p95". */
  readonly valueLabel?: string;
  format(value: number): string;
  /** Parts stand on one another when they add up to the whole. */
  readonly adds: boolean;
  /** What the largest parts are the largest of. */
  readonly order: Sort;
  /** What the whole is drawn as. */
  readonly whole: readonly (Series & { readonly read: Read })[];
}

const timesOf = (kind: "latencyMs" | "timeToFirstTokenMs"): MetricSpec["whole"] =>
  (["p50", "p90", "p95", "p99"] as const).map((name, index) => ({
    id: name,
    label: name,
    color: (["chart-2", "chart-1", "chart-3", "chart-4"] as const)[index] ?? "chart-1",
    read: (of) => of[kind][name],
  }));

export const METRIC_SPECS: Readonly<Record<Metric, MetricSpec>> = {
  requests: {
    label: "Requests",
    value: (of) => of.requests,
    format: count,
    adds: true,
    order: "requests",
    whole: [
      { id: "successes", label: "Answered", color: "chart-1", read: (of) => of.successes },
      { id: "errors", label: "Failed", color: "chart-bad", read: (of) => of.errors },
    ],
  },
  errors: {
    label: "Errors",
    value: (of) => of.errors,
    format: count,
    adds: true,
    order: "errors",
    whole: [{ id: "errors", label: "Failed", color: "chart-bad", read: (of) => of.errors }],
  },
  tokens: {
    label: "Tokens",
    value: (of) => of.tokens.total,
    format: count,
    adds: true,
    order: "totalTokens",
    whole: [
      { id: "prompt", label: "Prompt", color: "chart-1", read: (of) => of.tokens.prompt },
      { id: "completion", label: "Completion", color: "chart-2", read: (of) => of.tokens.completion },
    ],
  },
  spend: {
    label: "Spend",
    value: (of) => of.spend.totalUsd,
    format: money,
    adds: true,
    order: "totalUsd",
    whole: [
      { id: "provider", label: "Provider cost", color: "chart-2", read: (of) => of.spend.providerCostUsd },
      { id: "fee", label: "Fee", color: "chart-3", read: (of) => of.spend.platformFeeUsd },
    ],
  },
  latency: {
    label: "Latency",
    value: (of) => of.latencyMs.p95,
    valueLabel: "p95",
    format: duration,
    adds: false,
    order: "requests",
    whole: timesOf("latencyMs"),
  },
  firstToken: {
    label: "First token",
    value: (of) => of.timeToFirstTokenMs.p95,
    valueLabel: "p95",
    format: duration,
    adds: false,
    order: "requests",
    whole: timesOf("timeToFirstTokenMs"),
  },
  cache: {
    label: "Cache hits",
    value: (of) => of.cacheHitRate,
    format: percent,
    adds: false,
    order: "requests",
    whole: [{ id: "rate", label: "Answered from the cache", color: "chart-2", read: (of) => of.cacheHitRate }],
  },
};
