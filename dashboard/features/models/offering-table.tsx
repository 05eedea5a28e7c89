import { Link } from "@tanstack/react-router";
import { Play } from "lucide-react";
import type { CatalogModel } from "../../../src/client/api.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { count, money } from "../../ui/format.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { PayerBadge } from "./payer-badge.tsx";
import { isConnected, type Offering, tokenPrice } from "./use-models.ts";

export interface OfferingTableProps {
  readonly organizationId: string;
  readonly model: CatalogModel;
}

/** Who offers a model, at what price. */
export function OfferingTable({ organizationId, model }: OfferingTableProps) {
  const columns: readonly Column<Offering>[] = [
    {
      id: "model",
      header: "Model string",
      width: "minmax(0,2fr)",
      cell: (offering) => (
        <span className="grid">
          <span className="flex min-w-0 items-center">
            <code
              className="font-mono text-xs break-all whitespace-normal"
              title={`At the provider: ${offering.nativeId}`}
            >
              {offering.model}
            </code>
            <CopyButton text={offering.model} what={offering.model} />
          </span>
          <span className="text-xs">
            <PayerBadge paidBy={offering.paidBy} />
          </span>
        </span>
      ),
    },
    {
      id: "input",
      header: "Input /M",
      numeric: true,
      width: "4.5rem",
      cell: (offering) => money(tokenPrice(offering)?.inputUsdPerMillion),
    },
    {
      id: "output",
      header: "Output /M",
      numeric: true,
      width: "4.5rem",
      cell: (offering) => money(tokenPrice(offering)?.outputUsdPerMillion),
    },
    {
      id: "read",
      header: "Cache read",
      numeric: true,
      from: "md",
      width: "5rem",
      cell: ({ pricing }) => money(pricing?.cacheReadUsdPerMillion),
    },
    {
      id: "write",
      header: "Cache write",
      numeric: true,
      from: "lg",
      width: "5rem",
      cell: ({ pricing }) => money(pricing?.cacheWriteUsdPerMillion),
    },
    {
      id: "context",
      header: "Context",
      numeric: true,
      from: "md",
      width: "4.5rem",
      cell: ({ contextTokens }) => count(contextTokens),
    },
    {
      id: "try",
      header: "Try",
      headerHidden: true,
      width: "2rem",
      cell: (offering) =>
        model.operation === "chat" &&
        isConnected(offering) && (
          <Button asChild variant="quiet" size="icon">
            <Link
              to="/$organizationId/playground"
              params={{ organizationId }}
              search={{ model: [offering.model] }}
              aria-label={`Try ${offering.model} in the playground`}
            >
              <Play aria-hidden />
            </Link>
          </Button>
        ),
    },
  ];
  return (
    <Table
      label="Providers"
      columns={columns}
      rows={model.offerings}
      rowKey={(offering) => offering.model}
      empty={<p className="px-4 py-6 text-muted">Nobody offers it any more.</p>}
    />
  );
}
