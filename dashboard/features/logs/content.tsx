import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import type { LogWithReceipt } from "../../../src/client/api.ts";
import { hasCode } from "../../api/error.ts";
import { useMay, useOrganization } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";

/** What was asked and answered, where it is kept. Read on request only: each reading is in the audit log. */
export function Content({ log }: { readonly log: LogWithReceipt }) {
  const { requestId } = log;
  const may = useMay("developer");
  const [wanted, setWanted] = useState(false);
  const { data, error, refetch } = useQuery({
    ...apiQuery("getLogsByRequestIdContent", { path: { requestId } }),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!may) return <p className="text-sm text-muted">Developers and above may read what was asked and answered.</p>;
  if (!wanted)
    return (
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-muted">Who reads it is written into the audit log.</p>
        <span className="flex flex-wrap gap-2">
          <Button onClick={() => setWanted(true)}>Show content</Button>
          <PlaygroundLink log={log} />
        </span>
      </div>
    );
  if (hasCode(error, "not_found")) return <p className="text-sm text-muted">{error?.message}</p>;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-40" />;
  const { request, answer, truncated } = data.content;
  return (
    <div className="grid gap-3">
      {truncated && <Notice tone="warn">It was longer than what is kept, and is cut.</Notice>}
      <div className="flex items-center justify-between gap-3">
        <h3 className="text-sm font-medium">Request</h3>
        <PlaygroundLink log={log} />
      </div>
      <CodeBlock text={readable(request)} what="request body" />
      <h3 className="text-sm font-medium">Answer</h3>
      <CodeBlock text={readable(answer)} what="answer body" />
    </div>
  );
}

const IN_PLAYGROUND: readonly string[] = ["chat"];

/** Leads to where the request can be asked again; only where content of this organization is kept. */
function PlaygroundLink({ log: { operation, requestId } }: { readonly log: LogWithReceipt }) {
  const { organizationId } = useOrganization();
  const { data } = useQuery({
    ...apiQuery("getOrganizationsByIdSettings", { path: { id: organizationId } }),
    enabled: IN_PLAYGROUND.includes(operation),
  });
  if (data?.settings.retention.store_content !== true) return null;
  return (
    <Button asChild>
      <Link to="/$organizationId/playground" params={{ organizationId }} search={{ request: requestId }}>
        <FlaskConical aria-hidden />
        Open in playground
      </Link>
    </Button>
  );
}

/** JSON with line breaks; anything else, such as events, as it is. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
