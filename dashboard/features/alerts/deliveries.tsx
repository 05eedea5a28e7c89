import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { MailX, X } from "lucide-react";
import type { AlertDelivery } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiPages, apiQuery, useApiMutation } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { duration } from "../../ui/format.ts";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import type { Tone } from "../../ui/tone.ts";
import { RelativeTime } from "../../ui/values.tsx";
import type { AlertsPart } from "./alerts-page.tsx";
import { Filter } from "./filter.tsx";
import { kindLabel } from "./kinds.ts";
import { STATUSES } from "./search.ts";

const PAGE_ROWS = 50;
const REFRESH_MS = 5_000;
const CHANNELS_MAX = 50;
const TONES: Readonly<Record<AlertDelivery["status"], Tone>> = { pending: "accent", delivered: "good", failed: "bad" };

/** What was sent, whether it arrived, and if not, why. */
export function Deliveries({ organizationId, search, onChange }: AlertsPart) {
  const { status, channelId, eventId } = search;
  const may = useMay("admin");
  const query = {
    ...{ organizationId, limit: PAGE_ROWS },
    ...(status === undefined ? {} : { status }),
    ...(channelId === undefined ? {} : { channelId }),
    ...(eventId === undefined ? {} : { eventId }),
  };
  const deliveries = useInfiniteQuery({
    ...apiPages("getAlertsDeliveries", { query }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 0) <= 1 ? REFRESH_MS : false),
  });
  const rows = deliveries.data?.pages.flatMap((page) => page.deliveries);
  const channels = useQuery(apiQuery("getAlertsChannels", { query: { organizationId, limit: CHANNELS_MAX } })).data
    ?.channels;
  const names = new Map(channels?.map(({ id, name }) => [id, name]));
  const retry = useApiMutation("postAlertsDeliveriesByIdRetry", { stale: ["getAlertsDeliveries"] });
  const again = ({ id }: AlertDelivery): void =>
    retry.mutate({ path: { id } }, { onSuccess: () => toast("It is sent again."), onError: toastError });
  const isFiltered = status !== undefined || channelId !== undefined || eventId !== undefined;
  const columns: readonly Column<AlertDelivery>[] = [
    {
      id: "what",
      header: "What",
      cell: ({ event, recipient, ...row }) => (
        <span className="grid">
          <span className="truncate font-medium">{event === null ? "An old alert" : kindLabel(event.kind)}</span>
          <span className="break-words whitespace-normal text-muted">
            to {names.get(row.channelId) ?? "a channel that is gone"}
            {recipient !== null && `, ${recipient}`}
          </span>
        </span>
      ),
    },
    {
      id: "status",
      header: "Outcome",
      width: "minmax(0,1.4fr)",
      cell: (row) => <Outcome delivery={row} />,
    },
    {
      id: "at",
      header: "Sent",
      numeric: true,
      from: "md",
      width: "6rem",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "4.5rem",
      cell: (row) =>
        may &&
        row.status !== "delivered" && (
          <span className="flex justify-end">
            <Button onClick={() => again(row)}>
              Retry<span className="sr-only"> sending to {names.get(row.channelId) ?? row.channelId}</span>
            </Button>
          </span>
        ),
    },
  ];
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Filter
          label="Outcome"
          any="Any outcome"
          value={status}
          options={STATUSES.map((value) => ({ value, label: value }))}
          onChange={(next) => onChange({ status: next })}
        />
        <Filter
          label="Channel"
          any="Any channel"
          value={channelId}
          options={channels?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          onChange={(next) => onChange({ channelId: next })}
        />
        {eventId && (
          <Button onClick={() => onChange({ eventId: undefined })}>
            Of one alert
            <X aria-label="Show those of all alerts" />
          </Button>
        )}
      </div>
      {deliveries.error && rows === undefined ? (
        <ErrorState error={deliveries.error} onRetry={() => void deliveries.refetch()} />
      ) : (
        <Card flush className={deliveries.isPlaceholderData ? "opacity-60" : ""}>
          <Table
            label="Deliveries"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            onEnd={deliveries.hasNextPage ? () => void deliveries.fetchNextPage() : undefined}
            isLoadingMore={deliveries.isFetchingNextPage}
            empty={
              <EmptyState
                icon={MailX}
                title={isFiltered ? "No delivery is like that" : "Nothing was sent in the last 30 days"}
                action={
                  isFiltered && (
                    <Button onClick={() => onChange({ status: undefined, channelId: undefined, eventId: undefined })}>
                      Remove all filters
                    </Button>
                  )
                }
              >
                {eventId === undefined ? "" : "Nobody was told: no channel was enabled, or a rule was muted."}
              </EmptyState>
            }
          />
        </Card>
      )}
    </div>
  );
}

/** Whether it arrived; if not, what the receiver said and when it is tried again. */
function Outcome({ delivery }: { readonly delivery: AlertDelivery }) {
  const { status, attempts, lastHttpStatus, lastError, lastBody, responseMs, nextAttemptAt } = delivery;
  const answer = lastHttpStatus === null ? null : `status ${lastHttpStatus}`;
  const reason = lastError ?? (status === "delivered" ? null : answer);
  return (
    <span className="grid gap-0.5 whitespace-normal">
      <span className="flex flex-wrap items-center gap-x-2">
        <Badge tone={TONES[status]}>{status}</Badge>
        <span className="text-muted">
          {status === "delivered"
            ? [answer, responseMs === null ? null : duration(responseMs)].filter(Boolean).join(", ")
            : `${attempts} ${attempts === 1 ? "try" : "tries"}`}
          {status === "pending" && attempts > 0 && (
            <>
              , next <RelativeTime at={nextAttemptAt} />
            </>
          )}
        </span>
      </span>
      {status !== "delivered" && reason !== null && <span className="break-words">{reason}</span>}
      {status !== "delivered" && lastBody && (
        <code className="line-clamp-2 font-mono text-xs break-all text-muted">{lastBody}</code>
      )}
    </span>
  );
}
