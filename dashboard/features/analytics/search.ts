import { RANGE_WORDS } from "../../shell/ranges.ts";
import { oneOf, type RawSearch, search } from "../../shell/search-params.ts";
import { DIMENSIONS } from "./dimensions.ts";
import { validateNarrowing } from "./narrowing.ts";

export const METRICS = ["requests", "errors", "tokens", "spend", "latency", "firstToken", "cache"] as const;
export type Metric = (typeof METRICS)[number];

export const SORTS = ["requests", "errors", "totalTokens", "totalUsd"] as const;
export type Sort = (typeof SORTS)[number];

/** How the chart is drawn: all together, by the breakdown's largest values, or beside the range before. */
export const DRAWINGS = ["whole", "parts", "compared"] as const;
export type Drawing = (typeof DRAWINGS)[number];

/** What is looked at: a week of requests, by model, when nothing is said. */
export function validateAnalyticsSearch(raw: RawSearch) {
  return search({
    range: oneOf(raw, "range", RANGE_WORDS),
    metric: oneOf(raw, "metric", METRICS),
    drawing: oneOf(raw, "drawing", DRAWINGS),
    by: oneOf(raw, "by", DIMENSIONS),
    sort: oneOf(raw, "sort", SORTS),
    ...validateNarrowing(raw),
  });
}

export type AnalyticsSearch = ReturnType<typeof validateAnalyticsSearch>;
