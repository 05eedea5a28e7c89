import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Provider, ProviderKey } from "../../../src/client/api.ts";
import { useApiMutation } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { MenuItem, MenuLine, RowMenu } from "../../ui/menu.tsx";
import { aboveRowLink, rowLink } from "../../ui/row-link.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { titleOf } from "./connection-title.ts";
import { VerdictBadge } from "./verdict.tsx";

export interface ConnectionTableProps {
  readonly rows: readonly ProviderKey[] | undefined;
  readonly providers: readonly Provider[];
  readonly may: boolean;
  readonly onEnd?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
  readonly empty: ReactNode;
}

/** Connections with what their last test found. */
export function ConnectionTable({ providers, may, ...table }: ConnectionTableProps) {
  const names = new Map(providers.map(({ id, name }) => [id, name]));
  const [doomed, setDoomed] = useState<ProviderKey | null>(null);
  const [tested, setTested] = useState<ReadonlySet<string>>(new Set());
  const test = useApiMutation("postProviderKeysByIdTest", { stale: ["getProviderKeys", "getProviderKeysById"] });
  const change = useApiMutation("patchProviderKeysById", { stale: ["getProviderKeys", "getProviderKeysById"] });
  const remove = useApiMutation("deleteProviderKeysById", { stale: ["getProviderKeys", "getProviderKeysById"] });

  const runTest = async ({ id }: ProviderKey): Promise<void> => {
    setTested((before) => new Set([...before, id]));
    try {
      const answer = await test.mutateAsync({ path: { id } });
      toast(answer.test.message);
    } catch (error) {
      toastError(error);
    } finally {
      setTested((before) => new Set([...before].filter((each) => each !== id)));
    }
  };
  const setStatus = async (row: ProviderKey): Promise<void> => {
    const { id, status } = row;
    const next = status === "active" ? "inactive" : "active";
    try {
      await change.mutateAsync({ path: { id }, body: { status: next } });
      toast(`${titleOf(row)} is ${next === "active" ? "in use" : "no longer used"}.`, {
        label: "Undo",
        run: () => void change.mutateAsync({ path: { id }, body: { status } }).catch(toastError),
      });
    } catch (error) {
      toastError(error);
    }
  };

  const columns: readonly Column<ProviderKey>[] = [
    {
      id: "name",
      header: "Connection",
      width: "minmax(0,1.4fr)",
      cell: (row) => (
        <span className="grid">
          <Link
            {...rowLink}
            to="/$organizationId/connections/$connectionId"
            params={{ organizationId: row.organizationId, connectionId: row.id }}
          >
            {titleOf(row)}
          </Link>
          <span className="truncate text-xs text-muted">
            {row.customName === null ? (names.get(row.provider) ?? row.provider) : (row.baseUrl ?? "own server")}
          </span>
        </span>
      ),
    },
    {
      id: "credential",
      header: "Credential",
      from: "lg",
      cell: ({ credential }) => (
        <code className="font-mono text-xs text-muted">{Object.values(credential).join("  ")}</code>
      ),
    },
    {
      id: "status",
      header: "Status",
      from: "md",
      width: "6rem",
      cell: ({ status }) => <Badge tone={status === "active" ? "good" : "neutral"}>{status}</Badge>,
    },
    {
      id: "order",
      header: "Priority",
      from: "lg",
      numeric: true,
      width: "5rem",
      cell: ({ priority }) => priority,
    },
    {
      id: "test",
      header: "Last test",
      width: "minmax(6rem,0.8fr)",
      cell: ({ lastTestVerdict, lastTestMessage, lastTestedAt }) => (
        <span className="flex flex-wrap items-center gap-x-2">
          <VerdictBadge verdict={lastTestVerdict} message={lastTestMessage} />
          {lastTestedAt && (
            <span className="text-xs text-muted">
              <RelativeTime at={lastTestedAt} />
            </span>
          )}
        </span>
      ),
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: may ? "6.5rem" : "0",
      cell: (row) =>
        may && (
          <span className={`flex justify-end gap-1 ${aboveRowLink}`}>
            <Button pending={tested.has(row.id)} onClick={() => void runTest(row)} aria-label={`Test ${titleOf(row)}`}>
              Test
            </Button>
            <RowMenu name={titleOf(row)}>
              <MenuItem onSelect={() => void setStatus(row)}>{row.status === "active" ? "Disable" : "Enable"}</MenuItem>
              <MenuLine />
              <MenuItem danger onSelect={() => setDoomed(row)}>
                Delete…
              </MenuItem>
            </RowMenu>
          </span>
        ),
    },
  ];

  return (
    <>
      <Table label="Connections" columns={columns} rowKey={({ id }) => id} {...table} />
      {doomed && (
        <ConfirmByTyping
          open
          onClose={() => setDoomed(null)}
          title="Delete this connection?"
          word={titleOf(doomed)}
          action="Delete connection"
          onConfirm={() => remove.mutateAsync({ path: { id: doomed.id } })}
        >
          Its secrets are destroyed. Requests that used it go to other connections, or are refused where there is none.
        </ConfirmByTyping>
      )}
    </>
  );
}
