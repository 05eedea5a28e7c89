import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { ApiKey, ApiKeyWithSecret } from "../../../src/client/api.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { count } from "../../ui/format.ts";
import { MenuItem, MenuLine, RowMenu } from "../../ui/menu.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { Money, RelativeTime } from "../../ui/values.tsx";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";

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

/** What a key is called where it must have a name. */
export function keyName({ description, last4 }: ApiKey): string {
  return description || `Key …${last4}`;
}

/** Keys with what they spent, and what can be done with them. */
export function KeyTable({ organizationId, may, onSecret, ...table }: KeyTableProps) {
  const { data } = useQuery(apiQuery("getProjects", { query: { organizationId, limit: PROJECTS_MAX } }));
  const projects = new Map(data?.projects.map(({ id, name }) => [id, name]));
  const [chosen, setChosen] = useState<{ readonly key: ApiKey; readonly what: "rotate" | "delete" } | null>(null);
  const change = useApiMutation("patchApiKeysById", { stale: ["getApiKeys"] });
  const remove = useApiMutation("deleteApiKeysById", { stale: ["getApiKeys"] });

  const setStatus = async (key: ApiKey, status: ApiKey["status"]): Promise<void> => {
    try {
      await change.mutateAsync({ path: { id: key.id }, body: { status } });
      const before = status === "active" ? "inactive" : "active";
      toast(`${keyName(key)} is ${status === "active" ? "enabled" : "disabled"}.`, {
        label: "Undo",
        run: () => void change.mutateAsync({ path: { id: key.id }, body: { status: before } }).catch(toastError),
      });
    } catch (error) {
      toastError(error);
    }
  };

  const columns: readonly Column<ApiKey>[] = [
    {
      id: "name",
      header: "Key",
      width: "minmax(0,1.5fr)",
      cell: (key) => (
        <span className="grid">
          <span className="truncate font-medium">{keyName(key)}</span>
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
          className="hover:underline"
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
          <RowMenu name={keyName(key)}>
            <MenuItem onSelect={() => setChosen({ key, what: "rotate" })}>Rotate…</MenuItem>
            {key.status === "active" ? (
              <MenuItem onSelect={() => void setStatus(key, "inactive")}>Disable</MenuItem>
            ) : (
              <MenuItem onSelect={() => void setStatus(key, "active")}>Enable</MenuItem>
            )}
            <MenuItem asChild>
              <Link to="/$organizationId/logs" params={{ organizationId }} search={{ apiKeyId: key.id }}>
                Its requests
              </Link>
            </MenuItem>
            <MenuLine />
            <MenuItem danger onSelect={() => setChosen({ key, what: "delete" })}>
              Delete…
            </MenuItem>
          </RowMenu>
        ),
    },
  ];

  const close = (): void => setChosen(null);
  return (
    <>
      <Table label="API keys" columns={columns} rowKey={({ id }) => id} {...table} />
      {chosen?.what === "rotate" && (
        <RotateKeyDialog
          apiKey={chosen.key}
          onClose={close}
          onMade={(made) => {
            close();
            onSecret(made);
          }}
        />
      )}
      {chosen?.what === "delete" && (
        <ConfirmByTyping
          open
          onClose={close}
          title="Delete this key?"
          word={chosen.key.last4}
          action="Delete key"
          onConfirm={() => remove.mutateAsync({ path: { id: chosen.key.id } })}
        >
          Applications that use <b className="font-medium text-text">{keyName(chosen.key)}</b> are refused at once, and
          its secret never works again. Its requests stay in the log. The word to type is the end of the key.
        </ConfirmByTyping>
      )}
    </>
  );
}

function KeyStatus({ apiKey: { status, statusReason, expiresAt } }: { readonly apiKey: ApiKey }) {
  if (expiresAt !== null && Date.parse(expiresAt) < Date.now()) return <Badge tone="warn">expired</Badge>;
  if (status === "active") return <Badge tone="good">active</Badge>;
  return (
    <Badge tone={statusReason === "usage_limit" ? "warn" : "neutral"}>
      {statusReason === "usage_limit" ? "limit reached" : "disabled"}
    </Badge>
  );
}
