import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Activity } from "lucide-react";
import type { ApiKey } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { RANGES, type Range, TIME_ZONE, useRangeStart } from "../../shell/ranges.ts";
import { Card } from "../../ui/card.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { RequestTable } from "../logs/request-table.tsx";
import { Figures } from "../overview/figures.tsx";
import { cardLink, Ranking } from "../overview/ranking.tsx";
import { Traffic } from "../overview/traffic.tsx";
import { UsageMeter } from "./usage-meter.tsx";

const route = getRouteApi("/signed-in/$organizationId/api-keys/$keyId");
export const RANGE_DEFAULT: Range = "7d";
const REFRESH_MS = 30_000;
const RANKED = 6;
const LATEST = 6;

/** What a key was used for: figures, traffic, models, and its latest requests. */
export function UsageView({ apiKey }: { readonly apiKey: ApiKey }) {
  const { organizationId, id } = apiKey;
  const { range = RANGE_DEFAULT } = route.useSearch();
  const from = useRangeStart(range);
  const scope = { organizationId, apiKeyId: id, from };
  const live = { refetchInterval: REFRESH_MS, placeholderData: keepPreviousData };
  const summary = useQuery({ ...apiQuery("getAnalyticsSummary", { query: scope }), ...live });
  const { grain } = RANGES[range];
  const series = useQuery({
    ...apiQuery("getAnalyticsSeries", { query: { ...scope, grain, timeZone: TIME_ZONE } }),
    ...live,
  });
  const models = useQuery({
    ...apiQuery("getAnalyticsBreakdown", { query: { ...scope, by: "model", orderBy: "requests", limit: RANKED } }),
    ...live,
  });
  const logs = useQuery({
    ...apiQuery("getLogs", { query: { organizationId, apiKeyId: id, limit: LATEST } }),
    ...live,
  });
  const error = summary.error ?? series.error;
  if (error && summary.data === undefined)
    return <ErrorState error={error} onRetry={() => void Promise.all([summary.refetch(), series.refetch()])} />;
  if (summary.data?.summary.current.requests === 0 && logs.data?.logs.length === 0)
    return (
      <Card>
        <EmptyState icon={Activity} title="It was not used yet">
          Its requests, what they cost and how long they took are here about a second after the first.
        </EmptyState>
      </Card>
    );
  return (
    <div className="grid gap-5">
      <UsageMeter apiKey={apiKey} />
      <Figures summary={summary.data?.summary} />
      <Traffic series={series.data?.series} />
      <Ranking
        title="Models"
        by="model"
        query={models}
        organizationId={organizationId}
        filter={{ apiKeyId: id, range }}
      />
      <Card
        title="Latest requests"
        flush
        actions={
          <Link to="/$organizationId/logs" params={{ organizationId }} search={{ apiKeyId: id }} className={cardLink}>
            All its requests
          </Link>
        }
      >
        {logs.error && logs.data === undefined ? (
          <ErrorState error={logs.error} onRetry={() => void logs.refetch()} />
        ) : (
          <RequestTable
            label="Latest requests"
            organizationId={organizationId}
            rows={logs.data?.logs}
            empty={<p className="px-4 py-8 text-center text-muted">None is in the log any more.</p>}
          />
        )}
      </Card>
    </div>
  );
}
