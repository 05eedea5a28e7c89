import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { BarChart3, Download } from "lucide-react";
import { apiQuery } from "../../api/query.ts";
import { RangeChoice } from "../../shell/range-choice.tsx";
import { RANGES, TIME_ZONE, useRangeStart } from "../../shell/ranges.ts";
import { stringifySearch, textOf } from "../../shell/search-params.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { SavedViews } from "../saved-views/saved-views.tsx";
import { breakdownCsv, chartCsv } from "./analytics-csv.ts";
import { BreakdownCard } from "./breakdown-card.tsx";
import { ChartCard } from "./chart-card.tsx";
import { Chips } from "./chips.tsx";
import { saveFile } from "./csv.ts";
import { filterOf } from "./dimensions.ts";
import { Figures } from "./figures.tsx";
import { MetricChoice } from "./metric-choice.tsx";
import { NO_NARROWING, narrowedBy, narrowingOf, splitOf } from "./narrowing.ts";
import { type AnalyticsSearch, validateAnalyticsSearch } from "./search.ts";
import { useChart } from "./use-chart.ts";
import { useNames } from "./use-names.ts";

const route = getRouteApi("/signed-in/$organizationId/analytics");
const REFRESH_MS = 30_000;
const ROWS_MAX = 100;

/** Requests by what they have in common, over time and beside the range before. */
export function AnalyticsPage() {
  const { organizationId } = route.useParams();
  const shown = route.useSearch();
  const { project, range = "7d", metric = "requests", drawing = "whole", by: asked, sort, ...rest } = shown;
  const narrowing = narrowingOf(rest);
  const by = splitOf(narrowing, asked);
  const navigate = route.useNavigate();
  const change = (next: Partial<AnalyticsSearch> & { readonly project?: string }): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const names = useNames(organizationId);
  const from = useRangeStart(range);
  const scope = { organizationId, from, ...narrowing, ...(project === undefined ? {} : { projectId: project }) };
  const live = { refetchInterval: REFRESH_MS, placeholderData: keepPreviousData };
  const summary = useQuery({ ...apiQuery("getAnalyticsSummary", { query: scope }), ...live });
  const orderBy = sort ?? "requests";
  const breakdown = useQuery({
    ...apiQuery("getAnalyticsBreakdown", { query: { ...scope, by, orderBy, limit: ROWS_MAX } }),
    ...live,
  });
  const state = useChart({
    query: { ...scope, grain: RANGES[range].grain, timeZone: TIME_ZONE },
    beforeFrom: new Date(Date.parse(from) - RANGES[range].ms).toISOString(),
    metric,
    drawing,
    by,
    names,
  });
  const { chart } = state;
  const rows = breakdown.data?.breakdown.rows;
  const isEmpty = summary.data?.summary.current.requests === 0;
  const isNarrowed = Object.keys(narrowing).length > 0;

  return (
    <Page
      title="Analytics"
      actions={
        <>
          <RangeChoice range={range} onChange={(next) => change({ range: next })} />
          <SavedViews
            organizationId={organizationId}
            page="analytics"
            query={stringifySearch(shown).slice(1)}
            onOpen={(raw) =>
              void navigate({ search: { project: textOf(raw, "project"), ...validateAnalyticsSearch(raw) } })
            }
          />
          <Menu
            trigger={
              <Button disabled={isEmpty || rows === undefined}>
                <Download aria-hidden />
                CSV
              </Button>
            }
          >
            <MenuItem
              onSelect={() => rows && saveFile(`analytics-by-${by}-${range}.csv`, breakdownCsv(by, rows, names))}
            >
              The table
            </MenuItem>
            <MenuItem onSelect={() => chart && saveFile(`analytics-${metric}-${range}.csv`, chartCsv(chart))}>
              The chart
            </MenuItem>
          </Menu>
        </>
      }
    >
      <Chips narrowing={narrowing} names={names} onRemove={(name) => change({ [name]: undefined })} />
      {summary.error && summary.data === undefined ? (
        <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />
      ) : isEmpty ? (
        <Card>
          <EmptyState
            icon={BarChart3}
            title={`No requests in the ${RANGES[range].label.toLowerCase()}`}
            action={isNarrowed && <Button onClick={() => change(NO_NARROWING)}>Remove all filters</Button>}
          >
            {isNarrowed
              ? "Nothing matches the filters. Look at a longer range, or remove them."
              : "Figures appear here a second after a request. Look at a longer range for older ones."}
          </EmptyState>
        </Card>
      ) : (
        <>
          <Figures summary={summary.data?.summary} />
          <ChartCard
            title={<MetricChoice metric={metric} onChange={(next) => change({ metric: next })} />}
            metric={metric}
            drawing={drawing}
            by={by}
            state={state}
            onChange={(next) => change({ drawing: next })}
          />
          <BreakdownCard
            organizationId={organizationId}
            range={range}
            by={by}
            narrowing={narrowing}
            names={names}
            sort={orderBy}
            query={breakdown}
            onChange={change}
            onNarrow={(value) =>
              change(by === "project" ? { project: value } : narrowedBy(narrowing, filterOf(by), value))
            }
          />
        </>
      )}
    </Page>
  );
}
