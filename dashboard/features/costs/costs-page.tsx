import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Coins, Download } from "lucide-react";
import { apiQuery } from "../../api/query.ts";
import { RangeChoice } from "../../shell/range-choice.tsx";
import { RANGES, TIME_ZONE, useRangeStart } from "../../shell/ranges.ts";
import { stringifySearch, textOf } from "../../shell/search-params.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { ChartCard } from "../analytics/chart-card.tsx";
import { Chips } from "../analytics/chips.tsx";
import { saveFile } from "../analytics/csv.ts";
import { filterOf } from "../analytics/dimensions.ts";
import { NO_NARROWING, narrowedBy, narrowingOf, splitOf } from "../analytics/narrowing.ts";
import { useChart } from "../analytics/use-chart.ts";
import { useNames } from "../analytics/use-names.ts";
import { SavedViews } from "../saved-views/saved-views.tsx";
import { CostTable } from "./cost-table.tsx";
import { costsCsv } from "./costs-csv.ts";
import { Figures } from "./figures.tsx";
import { Payers } from "./payers.tsx";
import { Savings } from "./savings.tsx";
import { type CostsSearch, validateCostsSearch } from "./search.ts";
import { ThisMonth } from "./this-month.tsx";

const route = getRouteApi("/signed-in/$organizationId/costs");
const REFRESH_MS = 30_000;
const ROWS_MAX = 100;

/** What requests cost, who pays, what was saved, and what the month comes to. */
export function CostsPage() {
  const { organizationId } = route.useParams();
  const shown = route.useSearch();
  const { project, range = "30d", drawing = "parts", by: asked, ...rest } = shown;
  const narrowing = narrowingOf(rest);
  const by = splitOf(narrowing, asked);
  const navigate = route.useNavigate();
  const change = (next: Partial<CostsSearch> & { readonly project?: string }): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const names = useNames(organizationId);
  const from = useRangeStart(range);
  const whose = { organizationId, ...narrowing, ...(project === undefined ? {} : { projectId: project }) };
  const scope = { ...whose, from };
  const live = { refetchInterval: REFRESH_MS, placeholderData: keepPreviousData };
  const summary = useQuery({ ...apiQuery("getAnalyticsSummary", { query: scope }), ...live });
  const breakdown = useQuery({
    ...apiQuery("getAnalyticsBreakdown", { query: { ...scope, by, orderBy: "totalUsd", limit: ROWS_MAX } }),
    ...live,
  });
  // Sources and tags are counted by themselves: then who pays is not known.
  const hasPayers = narrowing.source === undefined && narrowing.tag === undefined;
  const payers = useQuery({
    ...apiQuery("getAnalyticsBreakdown", { query: { ...scope, by: "paidBy" } }),
    ...live,
    enabled: hasPayers,
  });
  const state = useChart({
    query: { ...scope, grain: RANGES[range].grain, timeZone: TIME_ZONE },
    beforeFrom: new Date(Date.parse(from) - RANGES[range].ms).toISOString(),
    metric: "spend",
    drawing,
    by,
    names,
  });
  const current = summary.data?.summary.current;
  const rows = breakdown.data?.breakdown.rows;
  const byPayer = payers.data?.breakdown;
  const isNarrowed = Object.keys(narrowing).length > 0;

  return (
    <Page
      title="Costs"
      actions={
        <>
          <RangeChoice range={range} onChange={(next) => change({ range: next })} />
          <SavedViews
            organizationId={organizationId}
            page="costs"
            query={stringifySearch(shown).slice(1)}
            onOpen={(raw) =>
              void navigate({ search: { project: textOf(raw, "project"), ...validateCostsSearch(raw) } })
            }
          />
          <Button
            disabled={rows === undefined || rows.length === 0}
            onClick={() => rows && saveFile(`costs-by-${by}-${range}.csv`, costsCsv(by, rows, names))}
          >
            <Download aria-hidden />
            CSV
          </Button>
        </>
      }
    >
      <Chips narrowing={narrowing} names={names} onRemove={(name) => change({ [name]: undefined })} />
      {summary.error && summary.data === undefined ? (
        <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />
      ) : current?.requests === 0 ? (
        <Card>
          <EmptyState
            icon={Coins}
            title={`Nothing was asked in the ${RANGES[range].label.toLowerCase()}`}
            action={isNarrowed && <Button onClick={() => change(NO_NARROWING)}>Remove all filters</Button>}
          >
            Costs appear here a second after a request. Look at a longer range for older ones.
          </EmptyState>
        </Card>
      ) : (
        <>
          <Figures summary={summary.data?.summary} />
          <ChartCard
            title="Spend over time"
            metric="spend"
            drawing={drawing}
            by={by}
            state={state}
            onChange={(next) => change({ drawing: next })}
          />
          <div className="grid gap-5 lg:grid-cols-3">
            <ThisMonth scope={whose} />
            {hasPayers && <Payers byPayer={byPayer} />}
            {hasPayers && <Savings organizationId={organizationId} metrics={current} byPayer={byPayer} />}
          </div>
          <CostTable
            organizationId={organizationId}
            range={range}
            by={by}
            narrowing={narrowing}
            names={names}
            query={breakdown}
            totalUsd={current?.spend.totalUsd}
            onBy={(next) => change({ by: next })}
            onNarrow={(value) =>
              change(by === "project" ? { project: value } : narrowedBy(narrowing, filterOf(by), value))
            }
          />
        </>
      )}
    </Page>
  );
}
