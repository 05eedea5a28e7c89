import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Download, Lock, SearchX } from "lucide-react";
import { urlOf } from "../../api/call.ts";
import { useMay, useMe } from "../../api/identity.ts";
import { apiPages } from "../../api/query.ts";
import { useRangeStart } from "../../shell/ranges.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { EventDialog } from "./event-dialog.tsx";
import { EventTable } from "./event-table.tsx";
import { Filters } from "./filters.tsx";
import { Integrity } from "./integrity.tsx";
import type { AuditSearch } from "./search.ts";

const route = getRouteApi("/signed-in/$organizationId/audit");
const PAGE_ROWS = 100;
const NO_FILTERS: AuditSearch = {
  text: undefined,
  actor: undefined,
  action: undefined,
  target: undefined,
  outcome: undefined,
  range: undefined,
  from: undefined,
  to: undefined,
};

/** Every change, every sign-in and every refused access: who, what, and what was different afterwards. */
export function AuditPage() {
  const may = useMay("admin");
  if (may) return <AuditLogPage />;
  return (
    <Page title="Audit">
      <EmptyState icon={Lock} title="Your role does not allow this">
        Owners and admins of the organization read its audit log.
      </EmptyState>
    </Page>
  );
}

function AuditLogPage() {
  const { organizationId } = route.useParams();
  const { project: _everywhere, event: openId, view, platform, range, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const isOperator = useMe().organizations.some(({ operates, role }) => operates && role === "owner");
  const start = useRangeStart(range ?? "24h");
  const chain = platform && isOperator ? "platform" : organizationId;
  const given = Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
  const query = { ...given, organizationId: chain, ...(range === undefined ? {} : { from: start }) };
  const events = useInfiniteQuery({
    ...apiPages("getAuditLogs", { query: { ...query, limit: PAGE_ROWS } }),
    placeholderData: keepPreviousData,
  });
  const rows = events.data?.pages.flatMap((page) => page.auditLogs);
  const open = rows?.find(({ id }) => id === openId);
  const change = (next: Partial<AuditSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
  const isFiltered = Object.keys(given).length > 0 || range !== undefined;
  const list = (
    <div className="grid gap-4">
      <Filters search={{ ...search, range, platform }} isOperator={isOperator} onChange={change} />
      {events.error && rows === undefined ? (
        <ErrorState error={events.error} onRetry={() => void events.refetch()} />
      ) : (
        <Card flush className={events.isPlaceholderData ? "opacity-60" : ""}>
          <EventTable
            rows={rows}
            onEnd={events.hasNextPage ? () => void events.fetchNextPage() : undefined}
            isLoadingMore={events.isFetchingNextPage}
            empty={
              <EmptyState
                icon={SearchX}
                title={isFiltered ? "No event is like that" : "No events yet"}
                action={isFiltered && <Button onClick={() => change(NO_FILTERS)}>Remove all filters</Button>}
              >
                {isFiltered ? "Events whose time is over were removed." : "Every change is an event from now on."}
              </EmptyState>
            }
          />
        </Card>
      )}
    </div>
  );
  return (
    <Page
      title="Audit"
      description="Every change, every sign-in, and every refused access. Secrets are masked before they are written."
      actions={
        <>
          <Button asChild>
            <a href={urlOf("getAuditLogsExport", { query: { ...query, format: "csv" } })} download>
              <Download aria-hidden />
              CSV
            </a>
          </Button>
          <Button asChild>
            <a href={urlOf("getAuditLogsExport", { query: { ...query, format: "json" } })} download>
              <Download aria-hidden />
              JSON
            </a>
          </Button>
        </>
      }
    >
      <Tabs
        label="Parts of the audit log"
        value={view ?? "events"}
        onChange={(next) => change({ view: next === "integrity" ? next : undefined })}
        tabs={[
          { value: "events", label: "Events", content: list },
          {
            value: "integrity",
            label: "Integrity and retention",
            content: <Integrity key={chain} chain={chain} />,
          },
        ]}
      />
      {open && <EventDialog event={open} onClose={() => change({ event: undefined })} />}
    </Page>
  );
}
