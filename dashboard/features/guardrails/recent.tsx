import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { apiQuery } from "../../api/query.ts";
import { useRangeStart } from "../../shell/ranges.ts";
import { Card } from "../../ui/card.tsx";
import { count } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { ErrorState } from "../../ui/states.tsx";
import { RequestTable } from "../logs/request-table.tsx";

export interface RecentProps {
  readonly organizationId: string;
  readonly projectId: string | undefined;
}

const SHOWN = 5;
const REFRESH_MS = 10_000;
const CODES_MAX = 200;

/** The requests in which a guardrail acted last, and how many were refused. */
export function Recent({ organizationId, projectId }: RecentProps) {
  const scope = { organizationId, ...(projectId === undefined ? {} : { projectId }) };
  const { data, error, refetch } = useQuery({
    ...apiQuery("getLogs", { query: { ...scope, guardrail: "*", limit: SHOWN } }),
    refetchInterval: REFRESH_MS,
  });
  const codes = useQuery({
    ...apiQuery("getAnalyticsBreakdown", {
      query: { ...scope, by: "errorCode", limit: CODES_MAX, from: useRangeStart("7d") },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  }).data?.breakdown.rows;
  const refused = codes && (codes.find(({ value }) => value === "guardrail_blocked")?.requests ?? 0);
  const params = { organizationId };
  return (
    <Card
      title="Latest finds"
      actions={
        <span className="flex flex-wrap justify-end gap-x-4 gap-y-1 text-sm">
          {refused !== undefined && refused > 0 && (
            <Link
              to="/$organizationId/logs"
              params={params}
              search={{ text: "guardrail_blocked", range: "7d" }}
              className={textLink}
            >
              {count(refused)} refused in 7 days
            </Link>
          )}
          <Link to="/$organizationId/logs" params={params} search={{ guardrail: "*" }} className={textLink}>
            All
          </Link>
        </span>
      }
      flush
    >
      {error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <RequestTable
          label="Requests in which a guardrail acted"
          organizationId={organizationId}
          rows={data?.logs}
          empty={<p className="px-4 py-8 text-center text-muted">No guardrail has found anything yet.</p>}
        />
      )}
    </Card>
  );
}
