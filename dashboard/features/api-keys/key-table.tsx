import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ApiKey, ApiKeyWithSecret } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { count } from "../../ui/format.ts";
import { aboveRowLink, rowLink } from "../../ui/row-link.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { Money, RelativeTime } from "../../ui/values.tsx";
import { KeyMenu } from "./key-menu.tsx";
import { keyName } from "./key-name.ts";
import { KeyStatus } from "./key-status.tsx";

export interface KeyTableProps {
  readonly rows: readonly ApiKey[] | undefined;
  readonly organizationId: string;
  /** Whether the user may change keys. */
  readonly may: boolean;
  onSecret(made: ApiKeyWithSecret): void;
  readonly onEnd?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
  readonly empty: ReactNode;
}

const PROJECTS_MAX = 200;

/** Keys with what they spent, and what can be done with them. */
export function KeyTable({ organizationId, may, onSecret, ...table }: KeyTableProps) {
  const { data } = useQuery(apiQuery("getProjects", { query: { organizationId, limit: PROJECTS_MAX } }));
  const projects = new Map(data?.projects.map(({ id, name }) => [id, name]));
  const columns: readonly Column<ApiKey>[] = [
    {
      id: "name",
      header: "Key",
      width: "minmax(0,1.5fr)",
      cell: (key) => (
        <span className="grid">
          <Link {...rowLink} to="/$organizationId/api-keys/$keyId" params={{ organizationId, keyId: key.id }}>
            {keyName(key)}
          </Link>
          <code className="truncate font-mono text-xs text-muted">
            {key.prefix}…{key.last4}
          </code>
        </span>
      ),
    },
    { id: "status", header: "Status", width: "minmax(4.5rem,0.7fr)", cell: (key) => <KeyStatus apiKey={key} /> },
    {
      id: "project",
      header: "Project",
      from: "lg",
      cell: ({ projectId }) => (
        <Link
          to="/$organizationId/projects/$projectId"
          params={{ organizationId, projectId }}
          className={`${aboveRowLink} hover:underline`}
        >
          {projects.get(projectId) ?? projectId}
        </Link>
      ),
    },
    {
      id: "requests",
      header: "Requests",
      numeric: true,
      from: "md",
      width: "5.5rem",
      cell: ({ requests }) => count(requests),
    },
    {
      id: "spent",
      header: "Spent",
      numeric: true,
      from: "md",
      width: "9rem",
      cell: ({ spent, usageLimit }) => (
        <>
          <Money usd={spent} />
          {usageLimit !== null && (
            <span className="text-muted">
              {" "}
              of <Money usd={usageLimit} />
            </span>
          )}
        </>
      ),
    },
    {
      id: "used",
      header: "Last used",
      numeric: true,
      from: "md",
      width: "6.5rem",
      cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} />,
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "2.5rem",
      cell: (key) =>
        may && (
          <span className={aboveRowLink}>
            <KeyMenu apiKey={key} onSecret={onSecret} />
          </span>
        ),
    },
  ];

  return <Table label="API keys" columns={columns} rowKey={({ id }) => id} {...table} />;
}
