import { Badge } from "../../ui/badge.tsx";
import { duration, money, percent } from "../../ui/format.ts";
import { type Column, Table } from "../../ui/table.tsx";
import type { Candidate, Decision } from "./receipt.ts";

export interface CandidatesProps {
  readonly decision: Decision;
  readonly winner: string | null;
}

/** What was compared, best first, and how many were not looked at for what. */
export function Candidates({ decision, winner }: CandidatesProps) {
  const { candidates = [], rejected = {}, category, difficulty } = decision;
  const columns: readonly Column<Candidate>[] = [
    {
      id: "model",
      header: "Candidate",
      cell: ({ model, circuit }) => (
        <span className="flex items-center gap-1.5 text-text">
          <span className="truncate">{model}</span>
          {model === winner && <Badge tone="good">chosen</Badge>}
          {circuit && circuit !== "closed" && <Badge tone="warn">{circuit}</Badge>}
        </span>
      ),
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      width: "5rem",
      cell: (row) => money(row.expected_cost_usd),
    },
    {
      id: "latency",
      header: "Latency",
      numeric: true,
      width: "4.5rem",
      cell: (row) => duration(row.expected_latency_ms),
    },
    {
      id: "quality",
      header: "Quality",
      numeric: true,
      from: "md",
      width: "4rem",
      cell: (row) => percent(row.quality),
    },
    { id: "uptime", header: "Uptime", numeric: true, from: "md", width: "4rem", cell: (row) => percent(row.uptime) },
  ];
  const reasons = Object.entries(rejected);
  return (
    <div className="mt-2 grid gap-2">
      {category && (
        <p>
          Taken for {category}
          {typeof difficulty === "number" ? `, difficulty ${percent(difficulty)}` : ""}.
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
      {reasons.length > 0 && (
        <p className="flex flex-wrap items-center gap-1.5">
          Not tried:
          {reasons.map(([word, number]) => (
            <Badge key={word}>
              {number} × {word.replaceAll("_", " ")}
            </Badge>
          ))}
        </p>
      )}
    </div>
  );
}
