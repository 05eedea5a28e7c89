import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BellOff } from "lucide-react";
import type { AlertEvent } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiPages, useApiMutation } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { MenuItem, RowMenu } from "../../ui/menu.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import type { Tone } from "../../ui/tone.ts";
import { RelativeTime } from "../../ui/values.tsx";
import type { AlertsPart } from "./alerts-page.tsx";
import { Filter } from "./filter.tsx";
import { kindLabel } from "./kinds.ts";
import { EVENT_KINDS, SEVERITIES, STATES } from "./search.ts";

const PAGE_ROWS = 50;
const REFRESH_MS = 10_000;
const TONES: Readonly<Record<AlertEvent["severity"], Tone>> = { info: "neutral", warning: "warn", critical: "bad" };
const STATE_LABELS = { open: "Open", resolved: "Over" } as const;

/** What happened, newest first, whether somebody was told or not. */
export function Events({ organizationId, search, onChange, toTab }: AlertsPart) {
  const { state, severity, kind } = search;
  const may = useMay("admin");
  const query = {
    ...{ organizationId, limit: PAGE_ROWS },
    ...(state === undefined ? {} : { state }),
    ...(severity === undefined ? {} : { severity }),
    ...(kind === undefined ? {} : { kind }),
  };
  const events = useInfiniteQuery({
    ...apiPages("getAlertsEvents", { query }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 0) <= 1 ? REFRESH_MS : false),
  });
  const rows = events.data?.pages.flatMap((page) => page.events);
  const resolve = useApiMutation("postAlertsEventsByIdResolve", { stale: ["getAlertsEvents"] });
  const end = (event: AlertEvent): void =>
    resolve.mutate({ path: { id: event.id } }, { onSuccess: () => toast("Marked as over."), onError: toastError });
  const isFiltered = state !== undefined || severity !== undefined || kind !== undefined;
  const columns: readonly Column<AlertEvent>[] = [
    {
      id: "alert",
      header: "Alert",
      cell: (event) => (
        <span className="grid gap-0.5">
          <span className="flex flex-wrap items-center gap-x-2">
            <span className="min-w-0 truncate font-medium">{kindLabel(event.kind)}</span>
            <Badge tone={event.resolvedAt === null ? TONES[event.severity] : "neutral"}>{event.severity}</Badge>
          </span>
          <span className="wrap-anywhere whitespace-normal text-muted">{event.text}</span>
        </span>
      ),
    },
    {
      id: "state",
      header: "State",
      from: "md",
      width: "8rem",
      cell: ({ resolvedAt }) =>
        resolvedAt === null ? (
          <Badge tone="accent">open</Badge>
        ) : (
          <span className="text-muted">
            over <RelativeTime at={resolvedAt} />
          </span>
        ),
    },
    { id: "at", header: "Since", numeric: true, width: "5rem", cell: ({ raisedAt }) => <RelativeTime at={raisedAt} /> },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "2.5rem",
      cell: (event) => (
        <RowMenu name={`${kindLabel(event.kind)}, ${event.raisedAt}`}>
          <MenuItem onSelect={() => toTab("deliveries", { eventId: event.id })}>Who was told</MenuItem>
          <Cause event={event} organizationId={organizationId} />
          {may && event.resolvedAt === null && <MenuItem onSelect={() => end(event)}>Mark as over</MenuItem>}
        </RowMenu>
      ),
    },
  ];
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 gap-2 md:flex">
        <Filter
          label="State"
          any="Open and over"
          value={state}
          options={STATES.map((value) => ({ value, label: STATE_LABELS[value] }))}
          onChange={(next) => onChange({ state: next })}
        />
        <Filter
          label="Severity"
          any="Any severity"
          value={severity}
          options={SEVERITIES.map((value) => ({ value, label: value }))}
          onChange={(next) => onChange({ severity: next })}
        />
        <Filter
          label="Kind"
          any="Any kind"
          value={kind}
          options={EVENT_KINDS.map((value) => ({ value, label: kindLabel(value) }))}
          onChange={(next) => onChange({ kind: next })}
        />
      </div>
      {events.error && rows === undefined ? (
        <ErrorState error={events.error} onRetry={() => void events.refetch()} />
      ) : (
        <Card flush className={events.isPlaceholderData ? "opacity-60" : ""}>
          <Table
            label="Alerts"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            onEnd={events.hasNextPage ? () => void events.fetchNextPage() : undefined}
            isLoadingMore={events.isFetchingNextPage}
            empty={
              <EmptyState
                icon={BellOff}
                title={isFiltered ? "No alert is like that" : "Nothing has happened"}
                action={
                  isFiltered && (
                    <Button onClick={() => onChange({ state: undefined, severity: undefined, kind: undefined })}>
                      Remove all filters
                    </Button>
                  )
                }
              >
                {isFiltered
                  ? ""
                  : "Budgets, credits, keys and providers are watched. What needs a look is noted here, whether somebody is told or not."}
              </EmptyState>
            }
          />
        </Card>
      )}
    </div>
  );
}

/** The way to what an alert is about. */
function Cause({ event: { kind, details }, organizationId }: { event: AlertEvent; organizationId: string }) {
  const params = { organizationId };
  if (kind.startsWith("budget_"))
    return (
      <>
        <MenuItem asChild>
          <Link to="/$organizationId/limits" params={params}>
            Budgets
          </Link>
        </MenuItem>
        {details["refused"] === true && (
          <MenuItem asChild>
            <Link to="/$organizationId/logs" params={params} search={{ text: "budget_exceeded" }}>
              Refused requests
            </Link>
          </MenuItem>
        )}
      </>
    );
  if (kind.startsWith("key_"))
    return (
      <MenuItem asChild>
        <Link to="/$organizationId/api-keys" params={params}>
          API keys
        </Link>
      </MenuItem>
    );
  if (kind === "error_rate_anomaly")
    return (
      <MenuItem asChild>
        <Link to="/$organizationId/logs" params={params} search={{ status: "error" }}>
          Failed requests
        </Link>
      </MenuItem>
    );
  if (kind.startsWith("circuit_") && typeof details["provider"] === "string")
    return (
      <MenuItem asChild>
        <Link to="/$organizationId/logs" params={params} search={{ status: "error", provider: details["provider"] }}>
          Failed requests
        </Link>
      </MenuItem>
    );
  return null;
}
