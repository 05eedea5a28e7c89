import { type Kysely, sql } from "kysely";
import { createId } from "../../ids.ts";
import type { Database } from "../sql/schema.ts";
import type { LedgerAccount, LedgerKind } from "../sql/tables/ledger.ts";

/** Who books something. */
export interface LedgerActor {
  readonly kind: "user" | "token" | "system";
  readonly id: string | null;
  readonly label: string | null;
}

/** The product itself: a job, or an event of the payment service. */
export const SYSTEM: LedgerActor = { kind: "system", id: null, label: null };

/** One transaction to book. */
export interface Posting {
  readonly organizationId: string;
  readonly kind: LedgerKind;
  /** Names what is booked; the organization's of this kind with the same name is the same transaction. */
  readonly reference: string;
  readonly description: string;
  readonly actor: LedgerActor;
  /** Nano-dollars by account, adding up to nought; those of nought are left out. */
  readonly amounts: Readonly<Partial<Record<LedgerAccount, bigint>>>;
}

/** What became of a posting. */
export interface Posted {
  readonly id: string;
  readonly posting: Posting;
}

/**
 * Books transactions and keeps balances in step, within the caller's database transaction. Gives those that are new:
 * one that was booked before changes nothing. Throws for one that does not add up.
 */
export async function postAll(
  tx: Kysely<Database>,
  postings: readonly Posting[],
  now: Date,
): Promise<readonly Posted[]> {
  if (!tx.isTransaction) throw new Error("bookings need a transaction");
  if (postings.length === 0) return [];
  for (const posting of postings) assertBalanced(posting);
  const fresh = await insertTransactions(tx, postings, now);
  if (fresh.length === 0) return [];
  await insertEntries(tx, fresh);
  await moveBalances(tx, fresh, now);
  return fresh;
}

/** Books one transaction; null when it was booked before. */
export async function post(tx: Kysely<Database>, posting: Posting, now: Date): Promise<Posted | null> {
  const [posted] = await postAll(tx, [posting], now);
  return posted ?? null;
}

function assertBalanced({ kind, reference, amounts }: Posting): void {
  const values = Object.values(amounts);
  const sum = values.reduce((total, amount) => total + amount, 0n);
  if (sum === 0n && values.filter((amount) => amount !== 0n).length >= 2) return;
  throw new Error(`the ${kind} ${reference} does not balance`);
}

async function insertTransactions(
  tx: Kysely<Database>,
  postings: readonly Posting[],
  now: Date,
): Promise<readonly Posted[]> {
  const byId = new Map(postings.map((posting) => [createId("txn"), posting]));
  const rows = [...byId].map(([id, { organizationId, kind, reference, description, actor }]) => ({
    id,
    organization_id: organizationId,
    kind,
    reference,
    description,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_label: actor.label,
  }));
  // In one order, so that two who book the same at once wait for each other in one direction only.
  const { rows: inserted } = await sql<{ id: string }>`
    insert into ledger_transactions
      (id, organization_id, kind, reference, description, actor_kind, actor_id, actor_label, created_at)
    select id, organization_id, kind, reference, description, actor_kind, actor_id, actor_label, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as posting (
      id text, organization_id text, kind text, reference text, description text,
      actor_kind text, actor_id text, actor_label text
    )
    order by organization_id, kind, reference
    on conflict (organization_id, kind, reference) do nothing
    returning id`.execute(tx);
  return inserted.flatMap(({ id }) => {
    const posting = byId.get(id);
    return posting === undefined ? [] : [{ id, posting }];
  });
}

async function insertEntries(tx: Kysely<Database>, posted: readonly Posted[]): Promise<void> {
  const rows = posted.flatMap(({ id, posting }) =>
    Object.entries(posting.amounts)
      .filter(([, amount]) => amount !== 0n)
      .map(([account, amount]) => ({
        transaction_id: id,
        organization_id: posting.organizationId,
        account,
        amount_nanos: amount.toString(),
      })),
  );
  await sql`
    insert into ledger_entries (transaction_id, organization_id, account, amount_nanos)
    select transaction_id, organization_id, account, amount_nanos
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as entry (
      transaction_id text, organization_id text, account text, amount_nanos bigint
    )`.execute(tx);
}

async function moveBalances(tx: Kysely<Database>, posted: readonly Posted[], now: Date): Promise<void> {
  const moves = new Map<string, { credited: bigint; debited: bigint }>();
  for (const { posting } of posted) {
    const move = moves.get(posting.organizationId) ?? { credited: 0n, debited: 0n };
    moves.set(posting.organizationId, move);
    const amount = posting.amounts.credits ?? 0n;
    if (posting.kind === "usage") move.debited -= amount;
    else move.credited += amount;
  }
  const rows = [...moves].map(([organizationId, { credited, debited }]) => ({
    organization_id: organizationId,
    credited_nanos: credited.toString(),
    debited_nanos: debited.toString(),
  }));
  await sql`
    insert into credit_balances as balance (organization_id, credited_nanos, debited_nanos, updated_at)
    select organization_id, credited_nanos, debited_nanos, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as move (
      organization_id text, credited_nanos bigint, debited_nanos bigint
    )
    order by organization_id
    on conflict (organization_id) do update set
      credited_nanos = balance.credited_nanos + excluded.credited_nanos,
      debited_nanos = balance.debited_nanos + excluded.debited_nanos,
      updated_at = excluded.updated_at`.execute(tx);
}
