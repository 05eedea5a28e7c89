import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { LogWithReceipt } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { count, dateTime, duration, money } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Stat, StatRow } from "../../ui/stat.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { Content } from "./content.tsx";
import { RequestFacts } from "./facts.tsx";
import type { Receipt } from "./receipt.ts";
import { modelOf } from "./request-table.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { Timeline } from "./timeline.tsx";

const route = getRouteApi("/signed-in/$organizationId/logs/$requestId");

/** One request: what happened to it, step by step, and what it cost. */
export function RequestPage() {
  const { organizationId, requestId } = route.useParams();
  const { data, error, refetch } = useQuery(apiQuery("getLogsByRequestId", { path: { requestId } }));
  const back = (
    <Link to="/$organizationId/logs" params={{ organizationId }} className={textLink}>
      Requests
    </Link>
  );
  if (error)
    return (
      <Page title="Request" back={back}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Page>
    );
  const log = data?.log;
  return (
    <Page
      title={log === undefined ? "Request" : modelOf(log)}
      back={back}
      description={
        <span className="flex flex-wrap items-center gap-2">
          {log && <StatusBadge status={log.status} errorCode={log.errorCode} />}
          {log && <time dateTime={log.timestamp}>{dateTime(log.timestamp)}</time>}
          <span className="flex items-center">
            <code className="font-mono text-xs break-all">{requestId}</code>
            <CopyButton text={requestId} what="request id" />
          </span>
        </span>
      }
    >
      <Figures log={log} />
      {log === undefined ? <Skeleton className="h-80" /> : <Detail log={log} />}
    </Page>
  );
}

function Figures({ log }: { readonly log: LogWithReceipt | undefined }) {
  const usage = log?.usage;
  return (
    <StatRow>
      <Stat
        label="Latency"
        value={log && duration(log.latencyMs)}
        note={log && `${duration(log.overheadMs)} of it in the gateway`}
      />
      <Stat
        label="First token"
        value={log && duration(log.timeToFirstTokenMs)}
        note={log && (log.stream ? "streamed" : "not streamed")}
      />
      <Stat
        label="Tokens"
        value={usage && count(usage.totalTokens)}
        note={
          usage &&
          `${count(usage.promptTokens)} in, ${count(usage.completionTokens)} out${usage.estimated ? ", estimated" : ""}`
        }
      />
      <Stat
        label="Cost"
        value={log && money(log.cost.totalUsd)}
        note={log && (log.cost.totalUsd === null ? "this model has no known price" : PAID_BY[log.paidBy])}
      />
    </StatRow>
  );
}

const PAID_BY = { credits: "from credits", "own-key": "by your own key", none: "nothing to pay" } as const;

function Detail({ log }: { readonly log: LogWithReceipt }) {
  const receipt = (log.receipt ?? {}) as Receipt;
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid min-w-0 content-start gap-5">
        <Card title="What happened">
          <Timeline log={log} receipt={receipt} />
        </Card>
        <Card title="Content">
          <Content log={log} />
        </Card>
        <Card title="Receipt">
          <CodeBlock text={JSON.stringify(log.receipt, null, 2)} what="receipt" />
        </Card>
      </div>
      <RequestFacts log={log} units={receipt.execution?.units} />
    </div>
  );
}
