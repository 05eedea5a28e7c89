import { useQuery } from "@tanstack/react-query";
import { ExternalLink, FileText } from "lucide-react";
import type { Invoice } from "../../../src/client/api.ts";
import { urlOf } from "../../api/call.ts";
import { apiQuery } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { rowLink } from "../../ui/row-link.ts";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Money } from "../../ui/values.tsx";

const COLUMNS: readonly Column<Invoice>[] = [
  {
    id: "month",
    header: "Month (UTC)",
    width: "minmax(0,1.4fr)",
    cell: ({ id, month, status }) => (
      <span className="flex flex-wrap items-center gap-2">
        <a {...rowLink} href={urlOf("getBillingInvoicesById", { path: { id } })} target="_blank" rel="noreferrer">
          <span className="inline-flex items-center gap-1.5">
            {monthName(month)}
            <ExternalLink className="size-3.5 text-muted" aria-hidden />
          </span>
          <span className="sr-only">: the invoice, in a new tab</span>
        </a>
        {status === "open" && <Badge>so far</Badge>}
      </span>
    ),
  },
  figure("opening", "Opening", ({ openingUsd }) => openingUsd, "lg"),
  figure("usage", "Usage", ({ usageUsd }) => usageUsd),
  figure("fees", "of it fees", ({ platformFeesUsd }) => platformFeesUsd, "lg"),
  figure("topUps", "Top-ups", ({ topUpsUsd }) => topUpsUsd, "md"),
  figure("grants", "Grants", ({ grantsUsd }) => grantsUsd, "md"),
  figure("refunds", "Paid back", ({ refundsUsd }) => refundsUsd, "lg"),
  figure("closing", "Closing", ({ closingUsd }) => closingUsd),
];

/** An invoice for each month in which something was booked; a page to print or to save as PDF. */
export function Invoices({ organizationId }: { readonly organizationId: string }) {
  const { data, error, refetch } = useQuery(apiQuery("getBillingInvoices", { query: { organizationId } }));
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      <Table
        label="Invoices"
        columns={COLUMNS}
        rows={data?.invoices}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={FileText} title="No invoices yet">
            There is one for each month in which something was booked.
          </EmptyState>
        }
      />
    </Card>
  );
}

function figure(id: string, header: string, of: (invoice: Invoice) => number, from?: "md" | "lg"): Column<Invoice> {
  const width = "minmax(4.5rem,0.7fr)";
  return { id, header, numeric: true, width, cell: (row) => <Money usd={of(row)} />, ...(from ? { from } : {}) };
}

function monthName(month: string): string {
  const words = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  return words.format(new Date(`${month}-01T00:00:00Z`));
}
