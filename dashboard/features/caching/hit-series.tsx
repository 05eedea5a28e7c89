import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiQuery } from "../../api/query.ts";
import { RANGES, type Range, TIME_ZONE } from "../../shell/ranges.ts";
import { Card } from "../../ui/card.tsx";
import { SeriesChart } from "../../ui/chart/series-chart.tsx";
import { count } from "../../ui/format.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";

export interface HitSeriesProps {
  readonly scope: { readonly organizationId: string; readonly projectId?: string; readonly from: string };
  readonly range: Range;
}

const REFRESH_MS = 30_000;
const HOURS = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAYS = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const SERIES = [
  { id: "cached", label: "From the cache", color: "chart-2" },
  { id: "asked", label: "Asked", color: "chart-1" },
] as const;

/** Requests step by step: answered from the cache, or asked of somebody. */
export function HitSeries({ scope, range }: HitSeriesProps) {
  const { grain } = RANGES[range];
  const { data, error, refetch } = useQuery({
    ...apiQuery("getAnalyticsSeries", { query: { ...scope, grain, timeZone: TIME_ZONE } }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  const points = data?.series.points;
  const format = grain === "minute" || grain === "hour" ? HOURS : DAYS;
  const cached = points?.reduce((sum, point) => sum + point.cachedRequests, 0) ?? 0;
  return (
    <Card title="Requests">
      {error && points === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : points === undefined ? (
        <Skeleton className="h-56" />
      ) : (
        <SeriesChart
          points={points.map(({ timestamp, requests, cachedRequests }) => ({
            timestamp,
            values: { cached: cachedRequests, asked: requests - cachedRequests },
          }))}
          series={SERIES}
          format={count}
          formatTime={(timestamp) => format.format(new Date(timestamp))}
          summary={`${count(cached)} requests were answered from the cache, in ${points.length} steps of one ${grain}.`}
        />
      )}
    </Card>
  );
}
