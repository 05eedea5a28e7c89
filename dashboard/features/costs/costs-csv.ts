import type { AnalyticsBreakdownRow } from "../../../src/client/api.ts";
import { type CsvColumn, toCsv } from "../analytics/csv.ts";
import { DIMENSION_WORDS, type Dimension } from "../analytics/dimensions.ts";
import type { Names } from "../analytics/use-names.ts";
import { perThousandRequests } from "./unit-costs.ts";

/** The table of costs with exact amounts. */
export function costsCsv(by: Dimension, rows: readonly AnalyticsBreakdownRow[], names: Names): string {
  const columns: readonly CsvColumn<AnalyticsBreakdownRow>[] = [
    { header: DIMENSION_WORDS[by].label, cell: (row) => names.ofRow(by, row) },
    { header: "id", cell: (row) => row.value },
    { header: "requests", cell: (row) => row.requests },
    { header: "unpricedRequests", cell: (row) => row.spend.unpricedRequests },
    { header: "tokens", cell: (row) => row.tokens.total },
    { header: "providerCostUsd", cell: (row) => row.spend.providerCostUsd },
    { header: "platformFeeUsd", cell: (row) => row.spend.platformFeeUsd },
    { header: "totalUsd", cell: (row) => row.spend.totalUsd },
    { header: "totalUsdBefore", cell: (row) => row.previous.totalUsd },
    { header: "usdPerThousandRequests", cell: perThousandRequests },
    { header: "savingsUsd", cell: (row) => row.spend.savingsUsd },
  ];
  return toCsv(columns, rows);
}
