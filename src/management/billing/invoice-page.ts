import type { Kysely } from "kysely";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import { type InvoiceTo, invoiceHtml } from "./invoice-html.ts";
import { readInvoiceLines, readInvoices } from "./invoices.ts";
import { movementsIn } from "./transactions.ts";

const MOVEMENTS_MAX = 1_000;

/** The page of a month; null when nothing was booked in it. */
export async function renderInvoice(
  { db, clock }: { readonly db: Kysely<Database>; readonly clock: Clock },
  named: { readonly organizationId: string; readonly month: string },
): Promise<string | null> {
  const { organizationId, month } = named;
  const invoice = (await readInvoices(db, [organizationId])).find((each) => each.month === month);
  if (invoice === undefined) return null;
  const found = await movementsIn(db, { ...named, limit: MOVEMENTS_MAX + 1 });
  return invoiceHtml({
    invoice,
    to: await readTo(db, organizationId),
    lines: await readInvoiceLines(db, named),
    transactions: found.slice(0, MOVEMENTS_MAX),
    cut: found.length > MOVEMENTS_MAX,
    nowMs: clock.now(),
  });
}

async function readTo(db: Kysely<Database>, organizationId: string): Promise<InvoiceTo> {
  const row = await db
    .selectFrom("organizations")
    .leftJoin("billing_accounts", "billing_accounts.organization_id", "organizations.id")
    .where("organizations.id", "=", organizationId)
    .select(["name", "company", "address", "email", "tax_id"])
    .executeTakeFirst();
  return {
    name: row?.name ?? "",
    company: row?.company ?? null,
    address: row?.address ?? null,
    email: row?.email ?? null,
    taxId: row?.tax_id ?? null,
  };
}
