import type { UseQueryResult } from "@tanstack/react-query";
import type { AnalyticsBreakdownAnswer, AnalyticsBreakdownRow } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { Change } from "../../ui/change.tsx";
import { Select } from "../../ui/field.tsx";
import { count, duration, money, percent } from "../../ui/format.ts";
import { ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { type BreakdownPlace, narrowColumn, shareColumn, valueColumn } from "./breakdown-columns.tsx";
import { ByChoice } from "./by-choice.tsx";
import { DIMENSION_WORDS } from "./dimensions.ts";
import { growthOf } from "./growth.ts";
import type { AnalyticsSearch, Sort } from "./search.ts";

const SORT_LABELS: Readonly<Record<Sort, string>> = {
  requests: "Most requests",
  errors: "Most errors",
  totalTokens: "Most tokens",
  totalUsd: "Most spend",
};

export interface BreakdownCardProps extends BreakdownPlace {
  readonly sort: Sort;
  readonly query: UseQueryResult<AnalyticsBreakdownAnswer>;
  onChange(next: Partial<AnalyticsSearch>): void;
  onNarrow(value: string): void;
}

/** The values of one dimension with their figures; each leads to its requests or narrows the page. */
export function BreakdownCard({ sort, query, onChange, onNarrow, ...place }: BreakdownCardProps) {
  const { by, narrowing } = place;
  const breakdown = query.data?.breakdown;
  const more = (breakdown?.valuesTotal ?? 0) - (breakdown?.rows.length ?? 0);
  return (
    <Card
      flush
      title={<ByChoice by={by} narrowing={narrowing} onChange={(next) => onChange({ by: next })} />}
      actions={
        <Select
          aria-label="Order"
          fit
          value={sort}
          onChange={(event) => onChange({ sort: event.target.value as Sort })}
        >
          {Object.entries(SORT_LABELS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      }
    >
      {query.error && breakdown === undefined ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Table
          label={DIMENSION_WORDS[by].split}
          columns={columnsOf(place, sort, onNarrow)}
          rows={breakdown?.by === by ? breakdown.rows : undefined}
          rowKey={(row) => `${row.projectId ?? row.provider ?? ""}/${row.value ?? ""}`}
          empty={<p className="px-4 py-8 text-center text-muted">Nothing in this range.</p>}
        />
      )}
      {more > 0 && <p className="border-t border-line px-4 py-2 text-sm text-muted">and {count(more)} more</p>}
    </Card>
  );
}

function columnsOf(place: BreakdownPlace, sort: Sort, onNarrow: (value: string) => void) {
  const from = (own: Sort): { readonly from?: "md" } => (own === sort ? {} : { from: "md" });
  const columns: readonly Column<AnalyticsBreakdownRow>[] = [
    valueColumn(place),
    {
      id: "requests",
      header: "Requests",
      numeric: true,
      width: "5rem",
      ...from("requests"),
      cell: (row) => count(row.requests),
    },
    shareColumn("Of requests", ({ share }) => share),
    {
      id: "change",
      header: "Change",
      numeric: true,
      from: "lg",
      width: "5.5rem",
      cell: (row) => (
        <Change
          share={growthOf(row.requests, row.previous.requests)}
          than=""
          extra={row.previous.requests === 0 ? "new" : ""}
        />
      ),
    },
    {
      id: "errors",
      header: "Errors",
      numeric: true,
      width: "5rem",
      ...from("errors"),
      cell: (row) => count(row.errors),
    },
    {
      id: "success",
      header: "Success",
      numeric: true,
      from: "md",
      width: "4.5rem",
      cell: (row) => percent(row.successRate),
    },
    {
      id: "p95",
      header: "p95",
      numeric: true,
      from: "lg",
      width: "4.5rem",
      cell: (row) => duration(row.latencyMs.p95),
    },
    {
      id: "cache",
      header: "Cache",
      numeric: true,
      from: "xl",
      width: "4rem",
      cell: (row) => percent(row.cacheHitRate),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      width: "5rem",
      ...from("totalTokens"),
      cell: (row) => count(row.tokens.total),
    },
    {
      id: "spend",
      header: "Spend",
      numeric: true,
      width: "5.5rem",
      ...from("totalUsd"),
      cell: (row) => money(row.spend.totalUsd),
    },
    narrowColumn(place, onNarrow),
  ];
  return columns;
}
