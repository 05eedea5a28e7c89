import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Badge } from "../../ui/badge.tsx";
import { count, money, UNKNOWN } from "../../ui/format.ts";
import { rowLink } from "../../ui/row-link.ts";
import { type Column, Table } from "../../ui/table.tsx";
import type { Found } from "./find-models.ts";
import { PayerBadge } from "./payer-badge.tsx";
import { ABILITIES, ABILITY_WORDS, OPERATIONS, type Operation } from "./search.ts";
import { tokenPrice } from "./use-models.ts";

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
          <span className="truncate">
            <Link {...rowLink} to="/$organizationId/models/$modelId" params={{ organizationId, modelId: model.id }}>
              {model.name}
            </Link>
          </span>
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
      cell: ({ model }) => <Abilities model={model} />,
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
      cell: ({ best }) => money(tokenPrice(best)?.inputUsdPerMillion),
    },
    {
      id: "output",
      header: "Output /M",
      numeric: true,
      width: "4.5rem",
      cell: ({ best }) => money(tokenPrice(best)?.outputUsdPerMillion),
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

/** All of them in the title: the column is narrow. */
function Abilities({ model: { operation, capabilities, input } }: Pick<Found, "model">) {
  if (operation !== "chat") return <Badge tone="accent">{OPERATIONS[operation as Operation] ?? operation}</Badge>;
  const words: readonly string[] = [...capabilities, ...input];
  const known = ABILITY_WORDS.filter((word) => words.includes(word)).map((word) => ABILITIES[word]);
  const text = known.join(", ");
  return (
    <span className="block truncate text-muted" title={text}>
      {text}
    </span>
  );
}
