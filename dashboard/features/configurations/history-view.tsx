import { useQuery } from "@tanstack/react-query";
import type { ProjectConfigHistory } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { Actor } from "./actor.tsx";

type Happening = ProjectConfigHistory["history"][number];

const WORDS: Readonly<Record<string, string>> = {
  create: "Created",
  update: "Changed",
  approve: "Approved",
  "cancel-approval": "Approval cancelled",
  serve: "Served",
  rollback: "Rolled back to",
  unserve: "Taken down",
  retire: "Retired",
  shadow: "Shadow changed",
};

/** Who did what to a version, when and why; the newest first. */
export function HistoryView({ configId }: { readonly configId: string }) {
  const { data, error, refetch } = useQuery(apiQuery("getConfigsByIdHistory", { path: { id: configId } }));
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Card title="History" flush className="max-w-3xl">
      {data === undefined ? (
        <Skeleton className="m-4 h-24" />
      ) : (
        <ol aria-label="History" className="divide-y divide-line">
          {data.history.map((each) => (
            <Event key={`${each.at} ${each.action}`} happening={each} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Event({ happening: { action, actor, at, message } }: { readonly happening: Happening }) {
  return (
    <li className="grid gap-0.5 px-4 py-2.5 text-sm">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{WORDS[action] ?? action}</span>
        <span className="min-w-0 break-words text-muted">
          by <Actor actor={actor} />
        </span>
        <span className="ml-auto text-muted">
          <RelativeTime at={at} />
        </span>
      </span>
      {message !== null && <span className="break-words whitespace-pre-wrap">{message}</span>}
    </li>
  );
}
