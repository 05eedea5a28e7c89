import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { count, percent } from "../../ui/format.ts";
import { rowLink } from "../../ui/row-link.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { Duration, RelativeTime } from "../../ui/values.tsx";
import { type HealthRow, isInTrouble } from "./health-rows.ts";
import { StateBadge } from "./state-badge.tsx";

export interface HealthTableProps {
  readonly rows: readonly HealthRow[] | undefined;
  readonly organizationId: string;
  readonly empty: ReactNode;
}

/** Models at their providers with their figures; each leads to its details. */
export function HealthTable({ organizationId, ...table }: HealthTableProps) {
  const columns: readonly Column<HealthRow>[] = [
    {
      id: "model",
      header: "Model",
      width: "minmax(0,1.8fr)",
      cell: ({ label }) => (
        <Link
          {...rowLink}
          to="/$organizationId/routing"
          params={{ organizationId }}
          search={(now: object) => ({ ...now, detail: label })}
          replace
        >
          {/* On phones in two lines: models of one family differ at the end. */}
          <span className="max-md:wrap-anywhere max-md:whitespace-normal">{label}</span>
        </Link>
      ),
    },
    {
      id: "state",
      header: "State",
      width: "minmax(5.5rem,1.1fr)",
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-x-2">
          <StateBadge state={row.state} isFailing={isInTrouble(row)} />
          {row.state !== "closed" && row.openedAt !== null && (
            <span className="text-xs text-muted">
              <RelativeTime at={row.openedAt} />
            </span>
          )}
        </span>
      ),
    },
    { id: "uptime", header: "Success", numeric: true, width: "4.5rem", cell: ({ uptime }) => percent(uptime) },
    {
      id: "latency",
      header: "Latency",
      numeric: true,
      from: "md",
      width: "5rem",
      cell: ({ latencyMs }) => <Duration ms={latencyMs} />,
    },
    {
      id: "first",
      header: "First token",
      numeric: true,
      from: "md",
      width: "5.5rem",
      cell: ({ timeToFirstTokenMs }) => <Duration ms={timeToFirstTokenMs} />,
    },
    {
      id: "pace",
      header: "Tokens/s",
      numeric: true,
      from: "lg",
      width: "5rem",
      cell: ({ tokensPerSecond }) => count(tokensPerSecond === null ? null : Math.round(tokensPerSecond)),
    },
    {
      id: "samples",
      header: "Samples",
      numeric: true,
      from: "lg",
      width: "5rem",
      cell: ({ samples }) => count(Math.round(samples)),
    },
    {
      id: "seen",
      header: "Last seen",
      numeric: true,
      from: "md",
      width: "6rem",
      cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} />,
    },
  ];
  return <Table label="Health" columns={columns} rowKey={({ label }) => label} {...table} />;
}
