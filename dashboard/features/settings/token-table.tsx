import type { ReactNode } from "react";
import type { OrganizationToken } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { ROLES } from "../team/roles.ts";

export interface TokenTableProps {
  readonly rows: readonly OrganizationToken[] | undefined;
  onRevoke(token: OrganizationToken): void;
  readonly onEnd?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
  readonly empty: ReactNode;
}

/** Tokens with what they may do and when they were used. */
export function TokenTable({ onRevoke, ...table }: TokenTableProps) {
  const columns: readonly Column<OrganizationToken>[] = [
    {
      id: "name",
      header: "Token",
      width: "minmax(0,1.5fr)",
      cell: ({ name, last4, status }) => (
        <span className="grid">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium">{name}</span>
            {status === "expired" && <Badge tone="warn">expired</Badge>}
          </span>
          <code className="truncate font-mono text-xs text-muted">llm_gw_org_…{last4}</code>
        </span>
      ),
    },
    { id: "role", header: "Role", from: "md", width: "6rem", cell: ({ role }) => <Badge>{ROLES[role].label}</Badge> },
    {
      id: "scopes",
      header: "May touch",
      from: "md",
      cell: ({ scopes }) => (
        <span title={scopes.join(", ")}>{scopes.includes("*") ? "everything" : scopes.join(", ")}</span>
      ),
    },
    {
      id: "used",
      header: "Last used",
      numeric: true,
      width: "6rem",
      cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} />,
    },
    {
      id: "ends",
      header: "Ends",
      from: "lg",
      numeric: true,
      width: "6rem",
      cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "5.5rem",
      cell: (token) => (
        <Button className="float-right" onClick={() => onRevoke(token)} aria-label={`Revoke ${token.name}`}>
          Revoke
        </Button>
      ),
    },
  ];
  return <Table label="Tokens" columns={columns} rowKey={({ id }) => id} {...table} />;
}
