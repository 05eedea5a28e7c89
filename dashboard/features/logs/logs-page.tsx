import { getRouteApi } from "@tanstack/react-router";
import { RefreshCw, Rows3, Rows4, SearchX } from "lucide-react";
import { useState } from "react";
import { RANGES, type Range, rangeStart } from "../../shell/ranges.ts";
import { given, stringifySearch, textOf } from "../../shell/search-params.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { SavedViews } from "../saved-views/saved-views.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { Filters } from "./filters.tsx";
import { LiveSwitch } from "./live-switch.tsx";
import { RequestTable } from "./request-table.tsx";
import { type LogsSearch, NO_FILTERS, validateLogsSearch } from "./search.ts";
import { useLogRows } from "./use-log-rows.ts";
import { WaitingRows } from "./waiting-rows.tsx";

const route = getRouteApi("/signed-in/$organizationId/logs");

/** The request log: filters in the address, as many rows as there are, newest first. */
export function LogsPage() {
  const { organizationId } = route.useParams();
  const shown = route.useSearch();
  const { project, range, live, dense = false, ...filters } = shown;
  const navigate = route.useNavigate();
  const change = (next: Partial<LogsSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const { tag, ...plain } = given(filters);
  const from = useFixedStart(range);
  const query = {
    organizationId,
    ...plain,
    ...(tag === undefined ? {} : { tag: [tag] }),
    ...(project === undefined ? {} : { projectId: project }),
    ...(from === undefined ? {} : { from }),
  };
  const isLive = live !== "off";
  const { pages, rows, waiting, hasGap, takeIn, readAnew } = useLogRows(query, isLive);
  const isFiltered = Object.keys(given(filters)).length > 0 || range !== undefined;
  const showNew = (): void => {
    takeIn();
    window.scrollTo({ top: 0 });
  };

  return (
    <Page
      title="Requests"
      actions={
        <>
          <LiveSwitch on={isLive} onChange={(on) => change({ live: on ? undefined : "off" })} />
          <SavedViews
            organizationId={organizationId}
            page="logs"
            query={stringifySearch(shown).slice(1)}
            onOpen={(raw) => void navigate({ search: { project: textOf(raw, "project"), ...validateLogsSearch(raw) } })}
          />
          <ExportMenu query={query} />
          <Button
            size="icon"
            className="max-md:hidden"
            aria-label="Dense rows"
            aria-pressed={dense}
            title={dense ? "Higher rows" : "More rows on a screen"}
            onClick={() => change({ dense: dense ? undefined : true })}
          >
            {dense ? <Rows3 aria-hidden /> : <Rows4 aria-hidden />}
          </Button>
          <Button onClick={() => void readAnew()} aria-label="Read anew" size="icon" title="Read anew">
            <RefreshCw aria-hidden />
          </Button>
        </>
      }
    >
      <Filters organizationId={organizationId} search={shown} onChange={change} />
      {pages.error && rows === undefined ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <div>
          <WaitingRows count={waiting} isMore={hasGap} onShow={showNew} />
          <Card flush className={pages.isPlaceholderData ? "opacity-60" : ""}>
            <RequestTable
              label="Requests"
              organizationId={organizationId}
              rows={rows}
              dense={dense}
              onEnd={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
              isLoadingMore={pages.isFetchingNextPage}
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
        </div>
      )}
    </Page>
  );
}

/** Where the range began when it was chosen: a list that is read must not lose its end, nor begin anew. */
function useFixedStart(range: Range | undefined): string | undefined {
  const [fixed, setFixed] = useState(() => startOf(range));
  if (fixed.range === range) return fixed.from;
  const next = startOf(range);
  setFixed(next);
  return next.from;
}

function startOf(range: Range | undefined) {
  return { range, from: range === undefined ? undefined : rangeStart(range, Date.now()) };
}
