import { type Kysely, sql } from "kysely";
import type { Database } from "../../store/sql/schema.ts";
import type { LedgerKind } from "../../store/sql/tables/ledger.ts";
import { csvCell } from "../audit/export.ts";
import { afterCursor, type Page, pageOf } from "../http/newest-first.ts";
import type { TransactionFilters, TransactionView } from "./schema.ts";
import { usdNumber, usdText } from "./usd-text.ts";

const EXPORT_BATCH_ROWS = 1_000;

/** A transaction with its entries; amounts are nano-dollars in decimal. */
export interface TransactionRow {
  readonly id: string;
  readonly organization_id: string;
  readonly kind: LedgerKind;
  readonly reference: string;
  readonly description: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly actor_label: string | null;
  readonly created_at: Date;
  readonly entries: readonly { readonly account: string; readonly amount: string }[];
}

interface PageQuery extends TransactionFilters {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A page of these organizations' transactions, newest first. */
export async function listTransactions(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  query: PageQuery,
): Promise<Page<TransactionRow>> {
  const { cursor, limit } = query;
  const place = { at: "ledger_transactions.created_at", id: "ledger_transactions.id" };
  let found = select(db, organizationIds, query);
  if (cursor !== undefined) found = found.where(afterCursor(cursor, place));
  const rows = await found
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit);
}

/** The same rows, oldest first and in batches. */
export async function* readTransactions(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  filters: TransactionFilters,
): AsyncGenerator<readonly TransactionRow[], void, undefined> {
  let last: TransactionRow | undefined;
  do {
    let query = select(db, organizationIds, filters);
    if (last !== undefined) query = query.where(sql<boolean>`(created_at, id) > (${last.created_at}, ${last.id})`);
    const rows = await query.orderBy("created_at").orderBy("id").limit(EXPORT_BATCH_ROWS).execute();
    if (rows.length > 0) yield rows;
    last = rows.length < EXPORT_BATCH_ROWS ? undefined : rows.at(-1);
  } while (last !== undefined);
}

/** The transaction of a reference; null when there is none. */
export async function findTransaction(
  db: Kysely<Database>,
  given: { readonly organizationId: string; readonly kind: LedgerKind; readonly reference: string },
): Promise<TransactionRow | null> {
  const { organizationId, kind, reference } = given;
  const row = await select(db, [organizationId], { kind }).where("reference", "=", reference).executeTakeFirst();
  return row ?? null;
}

/** What moved the balance in a month (UTC) apart from usage, oldest first. */
export async function movementsIn(
  db: Kysely<Database>,
  given: { readonly organizationId: string; readonly month: string; readonly limit: number },
): Promise<readonly TransactionRow[]> {
  const from = new Date(`${given.month}-01T00:00:00.000Z`);
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1));
  return await select(db, [given.organizationId], { from, to })
    .where("kind", "<>", "usage")
    .orderBy("created_at")
    .orderBy("id")
    .limit(given.limit)
    .execute();
}

function select(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  { kind, from, to }: Omit<TransactionFilters, "organizationId">,
) {
  const entries = sql<TransactionRow["entries"]>`(
    select coalesce(jsonb_agg(jsonb_build_object('account', account, 'amount', amount_nanos::text) order by account), '[]')
    from ledger_entries where transaction_id = ledger_transactions.id)`;
  let query = db
    .selectFrom("ledger_transactions")
    .selectAll("ledger_transactions")
    .select(entries.as("entries"))
    .where("organization_id", "in", organizationIds);
  if (kind !== undefined) query = query.where("kind", "=", kind);
  if (from !== undefined) query = query.where("created_at", ">=", from);
  if (to !== undefined) query = query.where("created_at", "<", to);
  return query;
}

/** What a transaction changed the balance by, in nano-dollars. */
export function creditsOf({ entries }: Pick<TransactionRow, "entries">): bigint {
  return BigInt(entries.find(({ account }) => account === "credits")?.amount ?? 0);
}

/** A transaction as the API shows it. */
export function toTransaction(row: TransactionRow): TransactionView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    kind: row.kind,
    reference: row.reference,
    description: row.description,
    amountUsd: usdNumber(creditsOf(row)),
    entries: row.entries.map(({ account, amount }) => ({ account, amountUsd: usdNumber(BigInt(amount)) })),
    actor: { kind: row.actor_kind, id: row.actor_id, label: row.actor_label },
    createdAt: row.created_at.toISOString(),
  };
}

const HEAD = "createdAt,id,organizationId,kind,amountUsd,description,reference,actorKind,actor\r\n";

/** Transactions as CSV (RFC 4180, UTF-8, a header line), piece by piece; no cell of text is run as a formula. */
export async function* toCsvTransactions(batches: AsyncIterable<readonly TransactionRow[]>): AsyncGenerator<string> {
  yield HEAD;
  for await (const batch of batches) yield batch.map((row) => `${csvLine(row)}\r\n`).join("");
}

function csvLine(row: TransactionRow): string {
  const before = [row.created_at.toISOString(), row.id, row.organization_id, row.kind];
  const after = [row.description, row.reference, row.actor_kind, row.actor_label];
  // A number of ours, exact: its sign is not the beginning of a formula.
  return [...before.map(csvCell), usdText(creditsOf(row)), ...after.map(csvCell)].join(",");
}
