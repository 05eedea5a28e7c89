import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { UsedProjectSecret } from "../../../../src/client/api.ts";
import { textLink } from "../../../ui/link.ts";
import { MenuItem, MenuLine, RowMenu } from "../../../ui/menu.tsx";
import { type Column, Table } from "../../../ui/table.tsx";
import { RelativeTime } from "../../../ui/values.tsx";
import { STATES } from "../states.tsx";

export interface SecretTableProps {
  readonly organizationId: string;
  readonly projectId: string;
  readonly rows: readonly UsedProjectSecret[] | undefined;
  /** Whether the user may set and delete them. */
  readonly may: boolean;
  onSet(name: string): void;
  onDelete(name: string): void;
  readonly empty: ReactNode;
}

/** Names of secrets, since when they have their values, and what needs them. */
export function SecretTable({ organizationId, projectId, may, onSet, onDelete, ...table }: SecretTableProps) {
  const columns: readonly Column<UsedProjectSecret>[] = [
    {
      id: "name",
      header: "Name",
      cell: ({ name, hint }) => (
        <span className="grid">
          <code className="truncate font-mono text-sm font-medium" title={name}>
            {name}
          </code>
          <span className="truncate text-xs text-muted">{hint === null ? "value is hidden" : `ends with ${hint}`}</span>
        </span>
      ),
    },
    {
      id: "used",
      header: "Used by",
      cell: ({ usedBy }) =>
        usedBy.length === 0 ? (
          <span className="text-muted">no version</span>
        ) : (
          <span className="flex flex-wrap gap-x-2">
            {usedBy.map(({ id, version, state }) => (
              <Link
                key={id}
                to="/$organizationId/configurations/$projectId/$configId"
                params={{ organizationId, projectId, configId: id }}
                className={textLink}
                title={STATES[state].label}
              >
                version {version}
                {state === "SERVED" && " (served)"}
              </Link>
            ))}
          </span>
        ),
    },
    {
      id: "changed",
      header: "Value set",
      numeric: true,
      from: "md",
      width: "7rem",
      cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "2.5rem",
      cell: ({ name }) =>
        may && (
          <RowMenu name={name}>
            <MenuItem onSelect={() => onSet(name)}>Set a new value…</MenuItem>
            <MenuLine />
            <MenuItem danger onSelect={() => onDelete(name)}>
              Delete…
            </MenuItem>
          </RowMenu>
        ),
    },
  ];
  return <Table label="Secrets" columns={columns} rowKey={({ name }) => name} {...table} />;
}
