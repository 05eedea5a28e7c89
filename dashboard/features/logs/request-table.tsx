import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Log } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import { count } from "../../ui/format.ts";
import { rowLink } from "../../ui/row-link.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { Duration, Money, RelativeTime } from "../../ui/values.tsx";
import { keyOf } from "./merge-rows.ts";
import { StatusBadge } from "./status-badge.tsx";

export interface RequestTableProps {
  readonly label: string;
  readonly organizationId: string;
  /** Undefined while the first are loading. */
  readonly rows: readonly Log[] | undefined;
  readonly empty: ReactNode;
  readonly onEnd?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
  readonly dense?: boolean;
}

/** Requests, newest first; each leads to its receipt. */
export function RequestTable({ organizationId, ...table }: RequestTableProps) {
  const columns: readonly Column<Log>[] = [
    {
      id: "model",
      header: "Model",
      width: "minmax(0,1.8fr)",
      cell: (row) => (
        <Link
          {...rowLink}
          to="/$organizationId/logs/$requestId"
          params={{ organizationId, requestId: row.requestId }}
          title={row.requestId}
        >
          {/* On phones in two lines: models of one family differ at the end. */}
          <span className="max-md:wrap-anywhere max-md:whitespace-normal">{modelOf(row)}</span>
        </Link>
      ),
    },
    {
      id: "status",
      header: "Status",
      width: "minmax(3rem,1.2fr)",
      cell: (row) => <StatusBadge dense status={row.status} errorCode={row.errorCode} />,
    },
    { id: "operation", header: "Operation", from: "xl", width: "7rem", cell: (row) => row.operation },
    {
      id: "notes",
      header: "Notes",
      from: "lg",
      width: "9rem",
      cell: (row) => (
        <span className="flex gap-1">
          {row.cached && <Badge tone="accent">cached</Badge>}
          {row.fallbackUsed && <Badge tone="warn">fallback</Badge>}
          {row.stream && <Badge>stream</Badge>}
        </span>
      ),
    },
    {
      id: "tokens",
      header: "Tokens",
      from: "md",
      numeric: true,
      width: "5.5rem",
      cell: ({ usage }) => count(usage.totalTokens),
    },
    {
      id: "latency",
      header: "Latency",
      numeric: true,
      from: "md",
      width: "5.5rem",
      cell: (row) => <Duration ms={row.latencyMs} />,
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      from: "md",
      width: "6rem",
      cell: ({ cost }) => <Money usd={cost.totalUsd} />,
    },
    { id: "time", header: "Time", numeric: true, width: "5.5rem", cell: (row) => <RelativeTime at={row.timestamp} /> },
  ];
  return <Table columns={columns} rowKey={keyOf} {...table} />;
}

/** Who answered, else what was asked for. */
export function modelOf({ provider, model, requestedModel }: Log): string {
  if (provider !== null && model !== null) return `${provider}/${model}`;
  return requestedModel ?? "no model";
}
