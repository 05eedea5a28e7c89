import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { AuditLog } from "../../../src/client/api.ts";
import { useOrganization } from "../../api/identity.ts";
import { rowLink } from "../../ui/row-link.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { actorName, Outcome, targetName } from "./event-words.tsx";

export interface EventTableProps {
  readonly rows: readonly AuditLog[] | undefined;
  readonly onEnd?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
  readonly empty: ReactNode;
}

/** Events, newest first; each leads to its details. */
export function EventTable(table: EventTableProps) {
  const { organizationId } = useOrganization();
  const columns: readonly Column<AuditLog>[] = [
    {
      id: "action",
      header: "What",
      width: "minmax(0,1.3fr)",
      cell: ({ id, action, actor }) => (
        <span className="grid">
          <Link
            {...rowLink}
            from="/$organizationId/audit"
            to="."
            params={{ organizationId }}
            search={(now) => ({ ...now, event: id })}
            resetScroll={false}
            replace
          >
            <span className="font-mono text-xs">{action}</span>
          </Link>
          <span className="truncate text-xs text-muted md:hidden">{actorName(actor)}</span>
        </span>
      ),
    },
    { id: "who", header: "Who", from: "md", cell: ({ actor }) => actorName(actor) },
    {
      id: "target",
      header: "Target",
      from: "lg",
      cell: ({ target }) =>
        target === null ? null : (
          <span className="grid">
            <span className="truncate">{targetName(target)}</span>
            <span className="truncate text-xs text-muted">{target.kind.replaceAll("_", " ")}</span>
          </span>
        ),
    },
    { id: "outcome", header: "Outcome", width: "5rem", cell: ({ outcome }) => <Outcome outcome={outcome} /> },
    { id: "from", header: "From", from: "xl", width: "9rem", cell: ({ clientIp }) => clientIp },
    {
      id: "time",
      header: "When",
      numeric: true,
      width: "5.5rem",
      cell: ({ timestamp }) => <RelativeTime at={timestamp} />,
    },
  ];
  return <Table label="Audit log" columns={columns} rowKey={({ id }) => id} {...table} />;
}
