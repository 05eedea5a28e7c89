import { useQuery } from "@tanstack/react-query";
import { messageOf } from "../../api/error.ts";
import { Badge } from "../../ui/badge.tsx";
import { cn } from "../../ui/cn.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { duration, money, percent } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import type { OwnKey } from "../api-keys/own-key.ts";
import { askRoute, type RouteAnswer, type RouteCandidate } from "../routing/dry-run.ts";
import type { ChatRequest } from "./build-request.ts";
import { LaneChoice } from "./lane-choice.tsx";
import type { Lane } from "./workspace.ts";

export interface DryRunDialogProps {
  readonly lanes: readonly Lane[];
  readonly lane: Lane;
  onLane(lane: Lane): void;
  readonly request: ChatRequest;
  readonly ownKey: OwnKey;
  onClose(): void;
}

const REJECTED_SHOWN = 100;

/** Who would be asked, in which order, and why not the others. Nobody is called and nothing is charged. */
export function DryRunDialog({ lanes, lane, onLane, request, ownKey, onClose }: DryRunDialogProps) {
  const { data, error } = useQuery({
    queryKey: ["dryRun", request],
    queryFn: async () => await askRoute(request, await ownKey.get()),
    gcTime: 0,
    retry: false,
  });
  return (
    <Dialog open wide onClose={onClose} title="Dry run" description="Nobody is called and nothing is charged.">
      <div className="grid gap-4">
        <LaneChoice lanes={lanes} lane={lane} onLane={onLane} />
        {error ? (
          <Notice tone="bad">{messageOf(error)}</Notice>
        ) : data ? (
          <Plan plan={data} />
        ) : (
          <Skeleton className="h-40" />
        )}
      </div>
    </Dialog>
  );
}

function Plan({ plan }: { readonly plan: RouteAnswer }) {
  const { analysis, error } = plan;
  const asked = plan.candidates.filter((each) => each.asked).length;
  const shown = plan.rejected.slice(0, REJECTED_SHOWN);
  return (
    <>
      {error ? (
        <Notice tone="warn">
          It would be refused with {error.status} <code className="font-mono text-xs">{error.code}</code>:{" "}
          {error.message}
        </Notice>
      ) : (
        <p className="text-sm">
          {plan.reason}.{analysis && ` Taken for ${analysis.category}, difficulty ${percent(analysis.difficulty)}.`}
          {asked < plan.candidates.length && ` The first ${asked} would be asked in this order; the others are spare.`}
        </p>
      )}
      <div className="rounded-md border border-line">
        <Table
          label="Candidates"
          columns={COLUMNS}
          rows={plan.candidates}
          rowKey={({ model }) => model}
          empty={<p className="px-4 py-3 text-sm text-muted">Nobody could be asked.</p>}
        />
      </div>
      {shown.length > 0 && (
        <details className="text-sm">
          <summary>Not tried: {plan.rejected_total}</summary>
          <ul className="mt-2 grid gap-1.5">
            {shown.map(({ model, code, reason }) => (
              <li key={`${model} ${code}`} className="break-words">
                <code className="font-mono text-xs">{model}</code> <span className="text-muted">{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const COLUMNS: readonly Column<RouteCandidate>[] = [
  {
    id: "model",
    header: "Candidate",
    cell: ({ model, rank, asked, circuit }) => (
      <span className="flex items-center gap-1.5">
        <span className="nums text-muted">{rank}</span>
        <span className={cn("wrap-anywhere whitespace-normal", !asked && "text-muted")}>{model}</span>
        {circuit !== "closed" && <Badge tone="warn">{circuit}</Badge>}
      </span>
    ),
  },
  { id: "cost", header: "Cost", numeric: true, width: "5rem", cell: (row) => money(row.expected_cost_usd) },
  { id: "wait", header: "Latency", numeric: true, width: "4.5rem", cell: (row) => duration(row.expected_latency_ms) },
  {
    id: "quality",
    header: "Quality",
    numeric: true,
    from: "md",
    width: "4rem",
    cell: (row) => percent(row.predicted_quality),
  },
  { id: "uptime", header: "Uptime", numeric: true, from: "md", width: "4rem", cell: (row) => percent(row.uptime) },
  { id: "key", header: "Key", from: "md", width: "5rem", cell: ({ credential }) => <Badge>{credential}</Badge> },
];
