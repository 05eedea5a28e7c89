import type { UseQueryResult } from "@tanstack/react-query";
import type { AnalyticsBreakdownAnswer, AnalyticsBreakdownRow } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { Change } from "../../ui/change.tsx";
import { count, money } from "../../ui/format.ts";
import { ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { type BreakdownPlace, narrowColumn, shareColumn, valueColumn } from "../analytics/breakdown-columns.tsx";
import { ByChoice } from "../analytics/by-choice.tsx";
import { DIMENSION_WORDS, type Dimension } from "../analytics/dimensions.ts";
import { growthOf } from "../analytics/growth.ts";
import { perThousandRequests } from "./unit-costs.ts";

export interface CostTableProps extends BreakdownPlace {
  readonly query: UseQueryResult<AnalyticsBreakdownAnswer>;
  /** Of the whole range, for shares. */
  readonly totalUsd: number | undefined;
  onBy(by: Dimension): void;
  onNarrow(value: string): void;
}

/** What each value of a dimension cost, dearest first. */
export function CostTable({ query, totalUsd, onBy, onNarrow, ...place }: CostTableProps) {
  const { by, narrowing } = place;
  const breakdown = query.data?.breakdown;
  const more = (breakdown?.valuesTotal ?? 0) - (breakdown?.rows.length ?? 0);
  return (
    <Card flush title={<ByChoice by={by} narrowing={narrowing} onChange={onBy} />}>
      {query.error && breakdown === undefined ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Table
          label={DIMENSION_WORDS[by].split}
          columns={columnsOf(place, totalUsd, onNarrow)}
          rows={breakdown?.by === by ? breakdown.rows : undefined}
          rowKey={(row) => `${row.projectId ?? row.provider ?? ""}/${row.value ?? ""}`}
          empty={<p className="px-4 py-8 text-center text-muted">Nothing in this range.</p>}
        />
      )}
      {more > 0 && <p className="border-t border-line px-4 py-2 text-sm text-muted">and {count(more)} more</p>}
    </Card>
  );
}

function columnsOf(
  place: BreakdownPlace,
  totalUsd: number | undefined,
  onNarrow: (value: string) => void,
): readonly Column<AnalyticsBreakdownRow>[] {
  const figure = { numeric: true, width: "5rem" } as const;
  return [
    valueColumn(place),
    { ...figure, id: "requests", header: "Requests", from: "md", cell: (row) => count(row.requests) },
    { ...figure, id: "tokens", header: "Tokens", from: "lg", cell: (row) => count(row.tokens.total) },
    { ...figure, id: "provider", header: "Provider", from: "md", cell: (row) => money(row.spend.providerCostUsd) },
    { ...figure, id: "each", header: "Per 1,000", from: "lg", cell: (row) => money(perThousandRequests(row)) },
    { ...figure, id: "saved", header: "Saved", from: "xl", cell: (row) => money(row.spend.savingsUsd) },
    shareColumn("Of spend", ({ spend }) => (totalUsd ? spend.totalUsd / totalUsd : null)),
    {
      ...figure,
      id: "change",
      header: "Change",
      from: "lg",
      cell: ({ spend, previous }) => (
        <Change
          share={growthOf(spend.totalUsd, previous.totalUsd)}
          goodWhen="less"
          than=""
          extra={previous.totalUsd === 0 && spend.totalUsd > 0 ? "new" : ""}
        />
      ),
    },
    { ...figure, id: "spend", header: "Spend", cell: (row) => money(row.spend.totalUsd) },
    narrowColumn(place, onNarrow),
  ];
}
