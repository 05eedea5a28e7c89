import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Download, RefreshCw, SearchX } from "lucide-react";
import { urlOf } from "../../api/call.ts";
import { apiPages } from "../../api/query.ts";
import { RANGES, useRangeStart } from "../../shell/ranges.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { Filters } from "./filters.tsx";
import { RequestTable } from "./request-table.tsx";
import type { LogsSearch } from "./search.ts";

const route = getRouteApi("/signed-in/$organizationId/logs");
const PAGE_ROWS = 100;
const REFRESH_MS = 5_000;

/** The request log: filters in the address, as many rows as there are, newest first. */
export function LogsPage() {
  const { organizationId } = route.useParams();
  const { project, range, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const start = useRangeStart(range ?? "24h");
  const query = {
    organizationId,
    ...given({ ...search, tag: search.tag === undefined ? undefined : [search.tag] }),
    ...(project === undefined ? {} : { projectId: project }),
    ...(range === undefined ? {} : { from: start }),
  };
  const logs = useInfiniteQuery({
    ...apiPages("getLogs", { query: { ...query, limit: PAGE_ROWS } }),
    placeholderData: keepPreviousData,
    // Further down the list stands still under the reader.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) <= 1 ? REFRESH_MS : false),
  });
  const rows = logs.data?.pages.flatMap((page) => page.logs);
  const change = (next: Partial<LogsSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const isFiltered = Object.keys(given(search)).length > 0 || range !== undefined;

  return (
    <Page
      title="Requests"
      actions={
        <>
          <Button onClick={() => void logs.refetch()} aria-label="Read anew" size="icon" title="Read anew">
            <RefreshCw aria-hidden />
          </Button>
          <Button asChild>
            <a href={urlOf("getLogsExport", { query: { ...query, format: "csv" } })} download>
              <Download aria-hidden />
              Export CSV
            </a>
          </Button>
        </>
      }
    >
      <Filters organizationId={organizationId} search={{ ...search, range }} onChange={change} />
      {logs.error && rows === undefined ? (
        <ErrorState error={logs.error} onRetry={() => void logs.refetch()} />
      ) : (
        <Card flush className={logs.isPlaceholderData ? "opacity-60" : ""}>
          <RequestTable
            label="Requests"
            organizationId={organizationId}
            rows={rows}
            onEnd={logs.hasNextPage ? () => void logs.fetchNextPage() : undefined}
            isLoadingMore={logs.isFetchingNextPage}
            empty={
              <EmptyState
                icon={SearchX}
                title={isFiltered ? "No request is like that" : "No requests yet"}
                action={isFiltered && <Button onClick={() => change(NO_FILTERS)}>Remove all filters</Button>}
              >
                {isFiltered
                  ? `Nothing matches${range === undefined ? "" : ` in the ${RANGES[range].label.toLowerCase()}`}.`
                  : "A request is here about a second after it was answered."}
              </EmptyState>
            }
          />
        </Card>
      )}
    </Page>
  );
}

const NO_FILTERS: LogsSearch = {
  text: undefined,
  status: undefined,
  range: undefined,
  model: undefined,
  provider: undefined,
  apiKeyId: undefined,
  source: undefined,
  sessionId: undefined,
  tag: undefined,
  cached: undefined,
  guardrail: undefined,
};

/** The members that have a value. */
function given<Value extends object>(value: Value): { [Name in keyof Value]?: NonNullable<Value[Name]> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}
