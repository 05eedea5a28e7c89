import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { RequestTable } from "../logs/request-table.tsx";
import { cardLink } from "./ranking.tsx";

const SHOWN = 5;
const REFRESH_MS = 30_000;

export interface LatestFailuresProps {
  readonly organizationId: string;
  readonly projectId: string | undefined;
}

/** The requests that failed last. */
export function LatestFailures({ organizationId, projectId }: LatestFailuresProps) {
  const scope = { organizationId, ...(projectId === undefined ? {} : { projectId }) };
  const { data, error, refetch } = useQuery({
    ...apiQuery("getLogs", { query: { ...scope, status: "error", limit: SHOWN } }),
    refetchInterval: REFRESH_MS,
  });
  const all = (
    <Link to="/$organizationId/logs" params={{ organizationId }} search={{ status: "error" }} className={cardLink}>
      All failures
    </Link>
  );
  return (
    <Card title="Latest failures" actions={all} flush>
      {error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <RequestTable
          label="Latest failures"
          organizationId={organizationId}
          rows={data?.logs}
          empty={<p className="px-4 py-8 text-center text-muted">No request has failed.</p>}
        />
      )}
    </Card>
  );
}
