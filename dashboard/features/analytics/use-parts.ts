import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { AnalyticsBreakdownRow, AnalyticsSeriesAnswer } from "../../../src/client/api.ts";
import type { Input } from "../../api/call.ts";
import { apiQuery } from "../../api/query.ts";
import { PARTS_MAX, type Part } from "./chart-data.ts";
import { type Dimension, filterOf } from "./dimensions.ts";
import type { Sort } from "./search.ts";
import type { Names } from "./use-names.ts";

export type SeriesQuery = NonNullable<Input<"getAnalyticsSeries">["query"]>;

const NO_ROWS: readonly AnalyticsBreakdownRow[] = [];

export interface PartsOptions {
  readonly query: SeriesQuery;
  readonly by: Dimension;
  readonly order: Sort;
  readonly names: Names;
  readonly enabled: boolean;
}

/**
 * The largest parts of the whole over time, each a series of its own. Undefined until all are there. Requests without
 * the thing they are told apart by cannot be asked for alone; they are in the rest.
 */
export function useParts({ query, by, order, names, enabled }: PartsOptions): {
  readonly parts: readonly Part[] | undefined;
  readonly error: Error | null;
  retry(): Promise<unknown>;
} {
  const { grain: _grain, timeZone: _timeZone, ...scope } = query;
  const largest = useQuery({
    // One more than are shown: one of them may be those without a name.
    ...apiQuery("getAnalyticsBreakdown", { query: { ...scope, by, orderBy: order, limit: PARTS_MAX + 1 } }),
    enabled,
    placeholderData: keepPreviousData,
  });
  const { breakdown } = largest.data ?? {};
  const named = useMemo(() => {
    const rows = breakdown?.by === by ? breakdown.rows : NO_ROWS;
    return rows.filter(({ value }) => value !== null).slice(0, PARTS_MAX);
  }, [breakdown, by]);
  const { answers, error } = useQueries({
    queries: named.map((row) => ({
      ...apiQuery("getAnalyticsSeries", { query: { ...query, ...onlyOf(by, names.valueOf(by, row) ?? "") } }),
      enabled,
      placeholderData: keepPreviousData<AnalyticsSeriesAnswer>,
    })),
    combine: together,
  });
  const parts = useMemo(() => {
    if (breakdown?.by !== by || answers.length !== named.length) return undefined;
    const found = named.map((row, index): Part | undefined => {
      const steps = answers[index]?.series.points;
      return steps && { label: names.ofRow(by, row), steps };
    });
    return found.some((part) => part === undefined) ? undefined : (found as readonly Part[]);
  }, [breakdown, named, answers, by, names]);
  return { parts, error: largest.error ?? error, retry: () => largest.refetch() };
}

/** Apart, so that it is the same function each time: its answer is made anew only when one of the queries' changes. */
function together(
  queries: readonly { readonly data: AnalyticsSeriesAnswer | undefined; readonly error: Error | null }[],
) {
  return {
    answers: queries.map(({ data }) => data),
    error: queries.find(({ error }) => error !== null)?.error ?? null,
  };
}

function onlyOf(by: Dimension, value: string): Partial<SeriesQuery> {
  return by === "project" ? { projectId: value } : ({ [filterOf(by)]: value } as Partial<SeriesQuery>);
}
