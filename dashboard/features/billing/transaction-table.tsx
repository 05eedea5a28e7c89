import type { ReactNode } from "react";
import type { LedgerTransaction } from "../../../src/client/api.ts";
import { cn } from "../../ui/cn.ts";
import { MenuItem, RowMenu } from "../../ui/menu.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Money, RelativeTime } from "../../ui/values.tsx";
import { KINDS, type LedgerKind } from "./ledger-kinds.ts";

export interface TransactionTableProps {
  readonly rows: readonly LedgerTransaction[] | undefined;
  /** Pays a top-up back; absent: the reader may not. */
  readonly onRefund: ((transaction: LedgerTransaction) => void) | undefined;
  readonly onEnd?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
  readonly empty: ReactNode;
}

const PAID: readonly LedgerKind[] = ["top_up", "auto_top_up"];

/** What was booked, by whom, and what the balance changed by. */
export function TransactionTable({ onRefund, ...table }: TransactionTableProps) {
  const columns: readonly Column<LedgerTransaction>[] = [
    {
      id: "what",
      header: "What",
      width: "minmax(0,2fr)",
      cell: ({ kind, description }) => (
        <span className="grid">
          <span className="truncate font-medium">{KINDS[kind]}</span>
          <span className="truncate text-xs text-muted">{description}</span>
        </span>
      ),
    },
    {
      id: "reference",
      header: "Reference",
      from: "lg",
      cell: ({ reference }) => <code className="font-mono text-xs">{reference}</code>,
    },
    {
      id: "who",
      header: "By",
      from: "md",
      cell: ({ actor }) => actor.label ?? (actor.kind === "system" ? "the gateway" : actor.id),
    },
    {
      id: "amount",
      header: "Amount",
      numeric: true,
      width: "7rem",
      cell: ({ amountUsd }) => (
        <span className={cn("font-medium", amountUsd > 0 && "text-good")}>
          {amountUsd > 0 && "+"}
          <Money usd={amountUsd} />
        </span>
      ),
    },
    {
      id: "time",
      header: "Booked",
      numeric: true,
      width: "5.5rem",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      from: "md",
      width: onRefund === undefined ? "0" : "2.5rem",
      cell: (row) =>
        onRefund !== undefined &&
        PAID.includes(row.kind) && (
          <RowMenu name={row.description}>
            <MenuItem onSelect={() => onRefund(row)}>Pay back…</MenuItem>
          </RowMenu>
        ),
    },
  ];
  return <Table label="Transactions" columns={columns} rowKey={({ id }) => id} {...table} />;
}
