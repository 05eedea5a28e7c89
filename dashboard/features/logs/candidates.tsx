import { Check } from "lucide-react";
import type { LogWithReceipt } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import { count, duration, money, percent } from "../../ui/format.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { besideChosen } from "./beside-chosen.ts";
import type { Candidate, Decision } from "./receipt.ts";
import { rejectionText } from "./rejections.ts";

export interface CandidatesProps {
  readonly decision: Decision;
  readonly winner: string | null;
  /** How many were looked at; the receipt keeps the best of them. */
  readonly evaluated: number;
  readonly attempts: LogWithReceipt["attempts"];
}

/** What was compared, best first; in what the others are worse; and how many were not looked at for what. */
export function Candidates({ decision, winner, evaluated, attempts }: CandidatesProps) {
  const { candidates = [], rejected = {}, category, difficulty, threshold } = decision;
  const chosen = candidates.find(({ model }) => model === winner) ?? candidates[0];
  const beside = (row: Candidate): string => besideChosen(row, { chosen, threshold, attempts }).join(", ");
  const columns: readonly Column<Candidate>[] = [
    {
      id: "model",
      header: "Candidate",
      width: "minmax(0,1.3fr)",
      cell: (row) => (
        <span className="grid">
          <span className="flex items-center gap-1.5 text-text">
            <span className="whitespace-normal break-words">{row.model}</span>
            {row.model === winner && <Check className="size-4 shrink-0 text-good" role="img" aria-label="chosen" />}
            {row.circuit && row.circuit !== "closed" && <Badge tone="warn">{row.circuit}</Badge>}
          </span>
          <span className="whitespace-normal text-xs text-muted md:hidden">{beside(row)}</span>
        </span>
      ),
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      width: "4.5rem",
      cell: (row) => money(row.expected_cost_usd),
    },
    {
      id: "latency",
      header: "Latency",
      numeric: true,
      from: "md",
      width: "4.5rem",
      cell: (row) => duration(row.expected_latency_ms),
    },
    {
      id: "quality",
      header: "Quality",
      numeric: true,
      from: "md",
      width: "3.75rem",
      cell: (row) => percent(row.quality),
    },
    { id: "uptime", header: "Uptime", numeric: true, from: "xl", width: "4rem", cell: (row) => percent(row.uptime) },
    {
      id: "beside",
      header: "Beside the chosen",
      from: "md",
      cell: (row) => <span className="block whitespace-normal text-muted">{beside(row)}</span>,
    },
  ];
  const reasons = Object.entries(rejected);
  return (
    <div className="mt-2 grid gap-2">
      {category && (
        <p>
          Taken for {category}
          {typeof difficulty === "number" ? `, difficulty ${percent(difficulty)}` : ""}
          {typeof threshold === "number" ? `; wanted quality ${percent(threshold)}` : ""}.
        </p>
      )}
      <div className="rounded-md border border-line">
        <Table
          label="Candidates"
          columns={columns}
          rows={candidates}
          rowKey={(row) => row.model}
          empty={<p className="px-4 py-3">Nothing could be tried.</p>}
        />
      </div>
      {evaluated > candidates.length && candidates.length > 0 && (
        <p>
          These are the best {candidates.length} of {count(evaluated)}; the receipt keeps no more.
        </p>
      )}
      {reasons.length > 0 && (
        <div>
          <p>Not looked at:</p>
          <ul className="mt-1 grid gap-0.5">
            {reasons.map(([word, number]) => (
              <li key={word}>
                <span className="nums text-text">{count(number)}</span> × {rejectionText(word)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
