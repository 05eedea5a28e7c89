import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { count, duration, money, percent } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { byCode, type RouteAnswer, type RouteCandidate, type RouteRejection } from "./dry-run.ts";
import { StateBadge } from "./state-badge.tsx";

const PAID_BY = { "own-key": "paid by your own key", credits: "paid from credits", none: "free" } as const;
const REASONS_SHOWN = 30;

/** A decision: who is asked in which order, and why others are not. */
export function RouteResult({ answer }: { readonly answer: RouteAnswer }) {
  const { error, reason, strategy, candidates, candidates_evaluated: evaluated, analysis } = answer;
  return (
    <div className="grid gap-5">
      <Card title="Decision">
        <div className="grid gap-3">
          {error ? (
            <Notice tone="bad">
              <p className="font-medium">It would be refused with {error.status}.</p>
              <p>{error.message}</p>
            </Notice>
          ) : (
            <p>{reason}</p>
          )}
          <p className="flex flex-wrap gap-1.5">
            <Badge>{strategy.replaceAll("_", " ")}</Badge>
            <Badge>{count(evaluated)} compared</Badge>
            {analysis && (
              <>
                <Badge>taken for {analysis.category}</Badge>
                <Badge>difficulty {percent(analysis.difficulty)}</Badge>
                <Badge>{count(analysis.prompt_tokens)} tokens in</Badge>
                <Badge>about {count(analysis.expected_output_tokens)} out</Badge>
              </>
            )}
          </p>
        </div>
      </Card>
      <Card title="Candidates" flush>
        <Table
          label="Candidates"
          columns={COLUMNS}
          rows={candidates}
          rowKey={({ model }) => model}
          empty={<p className="px-4 py-8 text-center text-muted">Nobody could be asked.</p>}
        />
      </Card>
      <Rejected answer={answer} />
    </div>
  );
}

const COLUMNS: readonly Column<RouteCandidate>[] = [
  {
    id: "model",
    header: "Model",
    width: "minmax(0,1fr)",
    cell: ({ rank, model, asked, circuit, credential }) => (
      <span className="flex items-center gap-2">
        <span className="nums w-5 shrink-0 text-muted">{rank}</span>
        <span className="grid min-w-0">
          <span className="truncate font-medium" title={model}>
            {model}
          </span>
          <span className="truncate text-xs text-muted">
            {asked ? (rank === 1 ? "asked first" : "asked if need be") : "not needed"}, {PAID_BY[credential]}
          </span>
        </span>
        {circuit !== "closed" && <StateBadge state={circuit} />}
      </span>
    ),
  },
  { id: "cost", header: "Cost", numeric: true, width: "5rem", cell: (row) => money(row.expected_cost_usd) },
  {
    id: "latency",
    header: "Latency",
    numeric: true,
    from: "md",
    width: "5rem",
    cell: (row) => duration(row.expected_latency_ms),
  },
  {
    id: "quality",
    header: "Quality",
    numeric: true,
    from: "md",
    width: "4.5rem",
    cell: (row) => percent(row.predicted_quality),
  },
  { id: "uptime", header: "Success", numeric: true, from: "md", width: "4.5rem", cell: (row) => percent(row.uptime) },
];

function Rejected({ answer: { rejected, rejected_total: total } }: { readonly answer: RouteAnswer }) {
  if (total === 0) return null;
  return (
    <Card title={`Not tried: ${count(total)}`}>
      <div className="grid gap-2">
        {byCode(rejected).map(({ code, ones }) => (
          <details key={code} className="rounded-md border border-line" open={ones.length <= 3}>
            <summary className="px-3 py-2 text-sm">
              <span className="font-medium">{code.replaceAll("_", " ")}</span>{" "}
              <span className="nums text-muted">{count(ones.length)}</span>
            </summary>
            <ul className="grid gap-1.5 border-t border-line px-3 py-2 text-sm">
              {ones.slice(0, REASONS_SHOWN).map((one) => (
                <Reason key={one.model} {...one} />
              ))}
              {ones.length > REASONS_SHOWN && (
                <li className="text-muted">And {count(ones.length - REASONS_SHOWN)} more.</li>
              )}
            </ul>
          </details>
        ))}
      </div>
    </Card>
  );
}

function Reason({ model, reason }: RouteRejection) {
  return (
    <li className="grid gap-x-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)]">
      <span className="font-medium break-words">{model}</span>
      <span className="text-muted break-words">{reason}</span>
    </li>
  );
}
