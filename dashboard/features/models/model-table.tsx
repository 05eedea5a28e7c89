import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Badge } from "../../ui/badge.tsx";
import { count, money, UNKNOWN } from "../../ui/format.ts";
import { rowLink } from "../../ui/row-link.ts";
import { type Column, Table } from "../../ui/table.tsx";
import type { Found } from "./find-models.ts";
import { PayerBadge } from "./payer-badge.tsx";
import { ABILITIES, OPERATIONS, type Operation } from "./search.ts";

export interface ModelTableProps {
  readonly organizationId: string;
  /** Undefined while they are loading. */
  readonly rows: readonly Found[] | undefined;
  readonly empty: ReactNode;
}

/** Models, each with what it costs at the provider that would be asked first. */
export function ModelTable({ organizationId, ...table }: ModelTableProps) {
  const columns: readonly Column<Found>[] = [
    {
      id: "model",
      header: "Model",
      width: "minmax(0,2fr)",
      cell: ({ model, best }) => (
        <span className="grid">
          <Link {...rowLink} to="/$organizationId/models/$modelId" params={{ organizationId, modelId: model.id }}>
            {model.name}
          </Link>
          <span className="truncate text-xs text-muted">
            <code className="font-mono">{best.model}</code>
            {model.offerings.length > 1 && ` and ${model.offerings.length - 1} more`}
          </span>
        </span>
      ),
    },
    {
      id: "can",
      header: "Can",
      from: "xl",
      width: "minmax(0,1.6fr)",
      cell: ({ model }) => <Abilities words={[...model.capabilities, ...model.input]} operation={model.operation} />,
    },
    {
      id: "context",
      header: "Context",
      numeric: true,
      from: "md",
      width: "5rem",
      cell: ({ best }) => count(best.contextTokens),
    },
    {
      id: "input",
      header: "Input /M",
      numeric: true,
      width: "4.5rem",
      cell: ({ best }) => money(best.pricing?.inputUsdPerMillion),
    },
    {
      id: "output",
      header: "Output /M",
      numeric: true,
      width: "4.5rem",
      cell: ({ best }) => money(best.pricing?.outputUsdPerMillion),
    },
    {
      id: "cached",
      header: "Cached /M",
      numeric: true,
      from: "lg",
      width: "5rem",
      cell: ({ best }) => money(best.pricing?.cacheReadUsdPerMillion),
    },
    {
      id: "score",
      header: "Score",
      numeric: true,
      from: "lg",
      width: "3.5rem",
      cell: ({ model }) => <span title={model.quality?.source}>{model.quality?.score.toFixed(2) ?? UNKNOWN}</span>,
    },
    {
      id: "key",
      header: "Key",
      from: "md",
      width: "7rem",
      cell: ({ best }) => <PayerBadge paidBy={best.paidBy} />,
    },
  ];
  return <Table label="Models" columns={columns} rowKey={({ model }) => model.id} {...table} />;
}

function Abilities({ words, operation }: { readonly words: readonly string[]; readonly operation: string }) {
  const known = Object.entries(ABILITIES).filter(([word]) => words.includes(word));
  return (
    <span className="flex gap-1 overflow-hidden">
      {operation !== "chat" && <Badge tone="accent">{OPERATIONS[operation as Operation] ?? operation}</Badge>}
      {operation === "chat" && known.map(([word, label]) => <Badge key={word}>{label}</Badge>)}
    </span>
  );
}
