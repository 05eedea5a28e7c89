import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Radio } from "lucide-react";
import type { Log } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { duration, money } from "../../ui/format.ts";
import { ErrorState } from "../../ui/states.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { modelOf } from "../logs/request-table.tsx";
import { StatusBadge } from "../logs/status-badge.tsx";
import { Step } from "./step.tsx";

const LOOK_MS = 1_500;
const SHOWN = 3;

export interface ArrivalStepProps {
  readonly organizationId: string;
  readonly arrival: ReturnType<typeof useArrival>;
}

/** The newest requests: of the key that was made here, else of all. Looks until one has come. */
export function useArrival(organizationId: string, apiKeyId: string | undefined) {
  const query = { organizationId, limit: SHOWN, ...(apiKeyId === undefined ? {} : { apiKeyId }) };
  return useQuery({ ...apiQuery("getLogs", { query }), refetchInterval: LOOK_MS });
}

/** The request as the gateway saw it. */
export function ArrivalStep({ organizationId, arrival }: ArrivalStepProps) {
  const { data, error, refetch } = arrival;
  const logs = data?.logs ?? [];
  const params = { organizationId };
  return (
    <Step number={4} title="It arrives" isDone={logs.length > 0}>
      {error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : logs.length === 0 ? (
        <p role="status" className="flex items-center gap-2 text-muted">
          <Radio className="size-4" aria-hidden />
          Waiting for the first request. It appears here a second after it was answered.
        </p>
      ) : (
        <>
          <ul className="grid grid-cols-1 gap-2" aria-label="Requests that arrived">
            {logs.map((log) => (
              <Arrived key={`${log.requestId} ${log.timestamp}`} log={log} organizationId={organizationId} />
            ))}
          </ul>
          <div className="flex flex-wrap gap-2">
            <Button asChild variant="primary">
              <Link to="/$organizationId/overview" params={params}>
                Go to the overview
              </Link>
            </Button>
            <Button asChild>
              <Link to="/$organizationId/playground" params={params}>
                Try the playground
              </Link>
            </Button>
          </div>
        </>
      )}
    </Step>
  );
}

function Arrived({ log, organizationId }: { readonly log: Log; readonly organizationId: string }) {
  const { requestId, status, errorCode, timestamp, latencyMs, cost } = log;
  return (
    <li>
      <Link
        to="/$organizationId/logs/$requestId"
        params={{ organizationId, requestId }}
        title={requestId}
        className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-line px-3 py-2 hover:bg-hover"
      >
        <StatusBadge status={status} errorCode={errorCode} />
        <span className="min-w-0 flex-1 basis-40 truncate font-medium">{modelOf(log)}</span>
        <span className="nums text-sm text-muted">
          {duration(latencyMs)}, {money(cost.totalUsd)}, <RelativeTime at={timestamp} />
        </span>
      </Link>
    </li>
  );
}
