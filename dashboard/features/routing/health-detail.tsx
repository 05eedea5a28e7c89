import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { AnalyticsSeries, Circuit } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { TIME_ZONE, useRangeStart } from "../../shell/ranges.ts";
import { Button } from "../../ui/button.tsx";
import { SeriesChart } from "../../ui/chart/series-chart.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { count, duration, percent } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Stat, StatRow } from "../../ui/stat.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { titleOf } from "../connections/connection-title.ts";
import type { HealthRow } from "./health-rows.ts";
import { StateBadge } from "./state-badge.tsx";

export interface HealthDetailProps {
  readonly row: HealthRow;
  readonly organizationId: string;
  onClose(): void;
}

const CONNECTIONS_MAX = 200;
const REFRESH_MS = 30_000;
const HOURS = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const LATENCY = [{ id: "p95", label: "p95", color: "chart-3" }] as const;
const FIRST_TOKEN = [{ id: "p50", label: "Median", color: "chart-2" }] as const;
const REQUESTS = [
  { id: "successes", label: "Answered", color: "chart-1" },
  { id: "errors", label: "Failed", color: "chart-bad" },
] as const;

/** One model at a provider: its circuits now, and the organization's own day with it. */
export function HealthDetail({ row, organizationId, onClose }: HealthDetailProps) {
  const { provider, model, label, circuits } = row;
  const from = useRangeStart("24h");
  const query = { organizationId, provider, model, from, grain: "hour", timeZone: TIME_ZONE } as const;
  const series = useQuery({ ...apiQuery("getAnalyticsSeries", { query }), refetchInterval: REFRESH_MS });
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={label}
      description="What routing knows of it now, and your last 24 hours."
    >
      <div className="grid gap-5">
        <StatRow>
          <Stat label="Success" value={percent(row.uptime)} note={`${count(Math.round(row.samples))} samples`} />
          <Stat label="Latency" value={duration(row.latencyMs)} note="to the end" />
          <Stat label="First token" value={duration(row.timeToFirstTokenMs)} note="of streams" />
          <Stat
            label="Tokens/s"
            value={count(row.tokensPerSecond === null ? null : Math.round(row.tokensPerSecond))}
            note="of streams"
          />
        </StatRow>
        <Circuits circuits={circuits} organizationId={organizationId} />
        <Day series={series.data?.series} error={series.error} />
        <div>
          <Button asChild>
            <Link to="/$organizationId/logs" params={{ organizationId }} search={{ model: label }}>
              Its requests
            </Link>
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface CircuitsProps {
  readonly circuits: readonly Circuit[];
  readonly organizationId: string;
}

function Circuits({ circuits, organizationId }: CircuitsProps) {
  const query = { organizationId, limit: CONNECTIONS_MAX };
  const { data } = useQuery(apiQuery("getProviderKeys", { query }));
  const nameOf = (credential: string): ReactNode => {
    const own = data?.providerKeys.find(({ id }) => id === credential);
    if (own === undefined) return credential.startsWith("pk_") ? credential : `The gateway’s own key ${credential}`;
    return (
      <Link
        to="/$organizationId/connections/$connectionId"
        params={{ organizationId, connectionId: own.id }}
        className={textLink}
      >
        {titleOf(own)}
      </Link>
    );
  };
  if (circuits.length === 0)
    return <p className="text-sm text-muted">None of its circuits has seen a failure lately.</p>;
  return (
    <div className="grid gap-3">
      {circuits.map(({ credential, state, consecutiveFailures, openedAt, probeAt, reason }) => (
        <div key={credential} className="grid gap-2 rounded-md border border-line p-3">
          <div className="flex items-center gap-2">
            <StateBadge state={state} />
            <span className="min-w-0 flex-1 truncate text-sm font-medium">{nameOf(credential)}</span>
          </div>
          <Facts>
            <Fact name="Failures in a row">{count(consecutiveFailures)}</Fact>
            {reason !== null && <Fact name="Last failure">{reason.replaceAll("_", " ")}</Fact>}
            {openedAt !== null && (
              <Fact name="Open since">
                <RelativeTime at={openedAt} />
              </Fact>
            )}
            {probeAt !== null && (
              <Fact name="Tried again">
                <RelativeTime at={probeAt} />
              </Fact>
            )}
          </Facts>
        </div>
      ))}
    </div>
  );
}

function Day({ series, error }: { readonly series: AnalyticsSeries | undefined; readonly error: Error | null }) {
  if (series === undefined) {
    return error ? <Notice tone="bad">{error.message}</Notice> : <Skeleton className="h-56" />;
  }
  const { points } = series;
  const requests = points.reduce((sum, point) => sum + point.requests, 0);
  if (requests === 0) return <p className="text-sm text-muted">You did not call it in the last 24 hours.</p>;
  const formatTime = (timestamp: string): string => HOURS.format(new Date(timestamp));
  const hasStreams = points.some(({ timeToFirstTokenMs }) => timeToFirstTokenMs.p50 !== null);
  return (
    <>
      <Chart title="Requests">
        <SeriesChart
          points={points.map(({ timestamp, successes, errors }) => ({ timestamp, values: { successes, errors } }))}
          series={REQUESTS}
          format={count}
          formatTime={formatTime}
          summary={`${count(requests)} requests in 24 hours.`}
        />
      </Chart>
      <Chart title="Latency, p95">
        <SeriesChart
          points={points.map(({ timestamp, latencyMs }) => ({ timestamp, values: { p95: latencyMs.p95 } }))}
          series={LATENCY}
          format={duration}
          formatTime={formatTime}
          summary="The latency that 95 of 100 requests stayed below, hour by hour."
        />
      </Chart>
      {hasStreams && (
        <Chart title="First token of streams, median">
          <SeriesChart
            points={points.map(({ timestamp, timeToFirstTokenMs }) => ({
              timestamp,
              values: { p50: timeToFirstTokenMs.p50 },
            }))}
            series={FIRST_TOKEN}
            format={duration}
            formatTime={formatTime}
            summary="The median time to the first token, hour by hour."
          />
        </Chart>
      )}
    </>
  );
}

function Chart({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="grid gap-1.5">
      <h3 className="text-sm font-medium">{title}</h3>
      {children}
    </section>
  );
}
