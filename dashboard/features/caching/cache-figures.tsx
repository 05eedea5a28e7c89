import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { AnalyticsSummaryAnswer } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { RANGES, type Range } from "../../shell/ranges.ts";
import { count, money, percent } from "../../ui/format.ts";
import { Stat, StatRow } from "../../ui/stat.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { bytes } from "./bytes.ts";

export interface CacheFiguresProps {
  readonly organizationId: string;
  readonly range: Range;
  readonly summary: UseQueryResult<AnalyticsSummaryAnswer>;
}

const REFRESH_MS = 5_000;

/** What was answered from the cache in the range, and what the cache itself counts. */
export function CacheFigures({ organizationId, range, summary }: CacheFiguresProps) {
  const { data, error, refetch } = useQuery({
    ...apiQuery("getCache", { query: { organizationId } }),
    refetchInterval: REFRESH_MS,
  });
  const current = summary.data?.summary.current;
  if (summary.error && current === undefined)
    return <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />;
  const cache = data?.cache;
  return (
    <div className="grid gap-2">
      <StatRow>
        <Stat
          label="From the cache"
          value={current && count(current.cachedRequests)}
          note={current && `of ${count(current.requests)} requests`}
        />
        <Stat label="Of all requests" value={current && percent(current.cacheHitRate)} note={RANGES[range].label} />
        {cache && (
          <>
            <Stat
              label="Hit rate"
              value={percent(cache.hitRate)}
              note={`${count(cache.hits)} of ${count(cache.hits + cache.misses)} look-ups`}
            />
            <Stat label="Saved" value={money(cache.savedUsd)} note="as far as prices are known" />
            <Stat
              className="max-md:col-span-2"
              label="Kept answers"
              value={count(cache.entries)}
              note={bytes(cache.bytes)}
            />
          </>
        )}
      </StatRow>
      {error && cache === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        cache && (
          <p className="text-xs text-muted">
            Hit rate, savings and kept answers are the whole organization’s
            {cache.countedSince === null ? "; nothing was looked up yet." : ", counted since "}
            {cache.countedSince !== null && <RelativeTime at={cache.countedSince} />}
            {cache.countedSince !== null && ". The rest follows the range and the project."}
          </p>
        )
      )}
    </div>
  );
}
