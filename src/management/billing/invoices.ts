import { type Kysely, sql } from "kysely";
import type { Database } from "../../store/sql/schema.ts";
import type { LedgerKind } from "../../store/sql/tables/ledger.ts";
import type { InvoiceView } from "./schema.ts";
import { usdNumber } from "./usd-text.ts";

/** A month of an organization's credits; nano-dollars, as the balance moves. */
export interface Invoice {
  readonly organizationId: string;
  /** Such as `2026-11`, in UTC. */
  readonly month: string;
  readonly opening: bigint;
  readonly closing: bigint;
  readonly usage: bigint;
  readonly fees: bigint;
  readonly topUps: bigint;
  readonly grants: bigint;
  readonly refunds: bigint;
  readonly adjustments: bigint;
}

type Part = "usage" | "topUps" | "grants" | "refunds" | "adjustments";

const PART: Readonly<Record<LedgerKind, Part>> = {
  usage: "usage",
  top_up: "topUps",
  auto_top_up: "topUps",
  grant: "grants",
  refund: "refunds",
  refund_failed: "refunds",
  dispute: "refunds",
  dispute_reversal: "refunds",
  adjustment: "adjustments",
};

const ID = /^(org_\w{1,40})-(\d{4}-(?:0[1-9]|1[0-2]))$/;

/** Names an invoice. */
export function invoiceId({ organizationId, month }: Pick<Invoice, "organizationId" | "month">): string {
  return `${organizationId}-${month}`;
}

/** What an invoice's name says; null when it names none. */
export function readInvoiceId(id: string): { readonly organizationId: string; readonly month: string } | null {
  const [, organizationId, month] = ID.exec(id) ?? [];
  return organizationId === undefined || month === undefined ? null : { organizationId, month };
}

interface Sum {
  readonly organization_id: string;
  readonly month: string;
  readonly kind: LedgerKind;
  readonly credits: string;
  readonly fees: string;
}

/** An invoice for each month in which something was booked, newest first. What is booked later changes none before. */
export async function readInvoices(
  db: Kysely<Database>,
  organizationIds: readonly string[],
): Promise<readonly Invoice[]> {
  const { rows } = await sql<Sum>`
    select entry.organization_id, to_char(created_at at time zone 'utc', 'YYYY-MM') as month, kind,
      coalesce(sum(amount_nanos) filter (where account = 'credits'), 0)::text as credits,
      coalesce(sum(amount_nanos) filter (where account = 'platform_fees'), 0)::text as fees
    from ledger_entries entry join ledger_transactions on ledger_transactions.id = entry.transaction_id
    where entry.organization_id = any(${[...organizationIds]}) and account in ('credits', 'platform_fees')
    group by 1, 2, 3 order by 1, 2`.execute(db);
  const byMonth = Map.groupBy(rows, (row) => invoiceId({ organizationId: row.organization_id, month: row.month }));
  const invoices: Invoice[] = [];
  for (const sums of byMonth.values()) invoices.push(add(sums, invoices.at(-1)));
  return invoices.toSorted((a, b) => (a.month === b.month ? 0 : a.month < b.month ? 1 : -1));
}

function add(sums: readonly Sum[], before: Invoice | undefined): Invoice {
  const organizationId = sums[0]?.organization_id ?? "";
  const opening = before?.organizationId === organizationId ? before.closing : 0n;
  const parts: Record<Part, bigint> = { usage: 0n, topUps: 0n, grants: 0n, refunds: 0n, adjustments: 0n };
  let fees = 0n;
  let closing = opening;
  for (const { kind, credits, fees: fee } of sums) {
    parts[PART[kind]] += BigInt(credits);
    closing += BigInt(credits);
    fees += BigInt(fee);
  }
  return { organizationId, month: sums[0]?.month ?? "", opening, closing, fees, ...parts };
}

/** Usage of one model in a month. */
export interface InvoiceLine {
  readonly provider: string;
  readonly model: string;
  readonly requests: string;
  readonly promptTokens: string;
  readonly completionTokens: string;
  readonly cost: string;
  readonly fees: string;
}

/** What was booked for usage in a month, dearest model first. */
export async function readInvoiceLines(
  db: Kysely<Database>,
  { organizationId, month }: Pick<Invoice, "organizationId" | "month">,
): Promise<readonly InvoiceLine[]> {
  const { rows } = await sql<InvoiceLine>`
    select provider, model, sum(requests)::text as requests, sum(prompt_tokens)::text as "promptTokens",
      sum(completion_tokens)::text as "completionTokens", sum(provider_cost_nanos)::text as cost,
      sum(fee_nanos)::text as fees
    from billed_usage
    where organization_id = ${organizationId} and month = ${`${month}-01`}::date
    group by provider, model
    order by sum(provider_cost_nanos) + sum(fee_nanos) desc, provider, model`.execute(db);
  return rows;
}

/** An invoice as the API shows it. */
export function toInvoice(invoice: Invoice, nowMs: number): InvoiceView {
  const { organizationId, month } = invoice;
  return {
    id: invoiceId(invoice),
    organizationId,
    month,
    status: statusOf(invoice, nowMs),
    openingUsd: usdNumber(invoice.opening),
    usageUsd: usdNumber(-invoice.usage),
    platformFeesUsd: usdNumber(invoice.fees),
    topUpsUsd: usdNumber(invoice.topUps),
    grantsUsd: usdNumber(invoice.grants),
    refundsUsd: usdNumber(-invoice.refunds),
    adjustmentsUsd: usdNumber(invoice.adjustments),
    closingUsd: usdNumber(invoice.closing),
  };
}

/** Open as long as something may still be booked in its month. */
export function statusOf({ month }: Pick<Invoice, "month">, nowMs: number): "open" | "closed" {
  return month < new Date(nowMs).toISOString().slice(0, 7) ? "closed" : "open";
}
