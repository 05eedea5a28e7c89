import type { Context } from "hono";
import type { Kysely } from "kysely";
import { lockTopUp, settleRefunded } from "../../billing/settle-top-up.ts";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import { lockCredits } from "../../store/ledger/lock-credits.ts";
import { type Posting, post } from "../../store/ledger/post.ts";
import { grant, manualRefund } from "../../store/ledger/postings.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { Plan } from "../../store/sql/tables/organizations.ts";
import { changesBetween } from "../audit/changes.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { ManagementEnv } from "../http/types.ts";
import { lockOrganization } from "../organizations/lock.ts";
import { paymentsMissing } from "./account.ts";
import type { BillingDeps } from "./deps.ts";
import type { NewGrant, NewRefund } from "./schema.ts";
import { creditsOf, findTransaction, type TransactionRow } from "./transactions.ts";
import { usdNumber } from "./usd-text.ts";

const NANOS_PER_CENT = 10_000_000;

/** Throws unless the caller is an owner of the organization that the first start made. */
export async function requireOperator(c: Context<ManagementEnv>, db: Kysely<Database>): Promise<void> {
  const first = await db.selectFrom("installation").select("organization_id").executeTakeFirst();
  if (c.var.allowed.some(({ organizationId }) => organizationId === first?.organization_id)) return;
  throw fail("permission_denied", { message: "Only owners of this gateway's first organization do that." });
}

/** Gives credits. The same reference again gives what was booked; with another amount it is a `conflict`. */
export async function grantCredits(deps: BillingDeps, input: NewGrant, facts: AuditFacts): Promise<TransactionRow> {
  const { organizationId, amountUsd, description, reference = createId("txn") } = input;
  const given = { organizationId, reference, actor: ledgerActor(facts), ...(description ? { description } : {}) };
  return await book(deps, grant(given, BigInt(amountUsd)), facts, "billing.grant");
}

/**
 * Books money that was paid back, or pays it back where it came from a top-up. Never more than there is: throws
 * `conflict`. The payment service is asked outside of any transaction and books nothing twice, so a refund whose
 * booking was interrupted is booked by its event, or by the same request again.
 */
export async function refundCredits(deps: BillingDeps, input: NewRefund, facts: AuditFacts): Promise<TransactionRow> {
  const { organizationId, amountUsd, topUpId, description, reference = createId("txn") } = input;
  if (topUpId !== undefined) return await refundTopUp(deps, { ...input, topUpId, reference }, facts);
  const given = { organizationId, reference, actor: ledgerActor(facts), ...(description ? { description } : {}) };
  return await book(deps, manualRefund(given, BigInt(amountUsd)), facts, "billing.refund");
}

async function book(
  { db, clock, audit }: BillingDeps,
  posting: Posting,
  facts: AuditFacts,
  action: string,
): Promise<TransactionRow> {
  const { organizationId, reference } = posting;
  return await db.transaction().execute(async (tx) => {
    await lockOrganization(tx, organizationId);
    const { balanceNanos } = await lockCredits(tx, organizationId);
    const posted = await post(tx, posting, new Date(clock.now()));
    const row = await findTransaction(tx, posting);
    if (row === null) throw new Error("a transaction that was booked cannot be read");
    const amount = posting.amounts.credits ?? 0n;
    if (posted === null) {
      if (creditsOf(row) === amount) return row;
      throw fail("conflict", { message: "reference: something else was booked under it", param: "reference" });
    }
    if (amount < 0n && balanceNanos + amount < 0n) {
      const message = `amountUsd: the balance is ${usdNumber(balanceNanos)} dollars, which is less`;
      throw fail("conflict", { message, param: "amountUsd" });
    }
    const target = { kind: "transaction", id: row.id };
    const after = { amountUsd: usdNumber(amount), reference, description: posting.description };
    await audit.record({ ...facts, organizationId, action, outcome: "success", target, after }, tx);
    return row;
  });
}

interface TopUpRefund extends NewRefund {
  readonly topUpId: string;
  readonly reference: string;
}

async function refundTopUp(deps: BillingDeps, input: TopUpRefund, facts: AuditFacts): Promise<TransactionRow> {
  const { db, clock, audit, payments } = deps;
  const { organizationId, topUpId, amountUsd: nanos, reference } = input;
  const cents = nanos / NANOS_PER_CENT;
  if (!Number.isInteger(cents)) {
    throw fail("invalid_parameters", { message: "amountUsd: must be whole cents", param: "amountUsd" });
  }
  const topUp = await db
    .selectFrom("top_ups")
    .select(["status", "stripe_payment_intent_id"])
    .where("id", "=", topUpId)
    .where("organization_id", "=", organizationId)
    .executeTakeFirst();
  if (topUp === undefined) throw fail("not_found", { message: "There is no such top-up in this organization." });
  if (payments === null) throw paymentsMissing();
  const paymentIntentId = topUp.stripe_payment_intent_id;
  if (topUp.status !== "succeeded" || paymentIntentId === null) {
    throw fail("conflict", { message: "This top-up was not paid, so nothing can be paid back." });
  }
  const key = `refund-${topUpId}-${Buffer.from(reference).toString("base64url")}`;
  const { refundedCents } = await payments.refund({ paymentIntentId, cents, key });
  const now = new Date(clock.now());
  return await db.transaction().execute(async (tx) => {
    const locked = await lockTopUp(tx, topUpId);
    if (locked === null) throw fail("not_found");
    const booked = { actor: ledgerActor(facts), ...(input.description ? { description: input.description } : {}) };
    const settled = await settleRefunded(tx, locked, { cents: refundedCents, at: now, booked }, now);
    const { refund_posted_cents: posted } = (await lockTopUp(tx, topUpId)) ?? locked;
    const name = { organizationId, kind: "refund" as const, reference: `${topUpId}:${posted}` };
    const row = await findTransaction(tx, name);
    if (row === null) throw fail("conflict", { message: "This refund is booked already." });
    if (settled === "noted") {
      const target = { kind: "transaction", id: row.id };
      const after = { amountUsd: cents / 100, topUpId, reference, description: input.description };
      await audit.record({ ...facts, organizationId, action: "billing.refund", outcome: "success", target, after }, tx);
    }
    return row;
  });
}

/** Sets how far below nought a balance may go, in nano-dollars; null: any. */
export async function changeCreditLine(
  { db, clock, audit }: BillingDeps,
  { organizationId, lineNanos }: { readonly organizationId: string; readonly lineNanos: number | null },
  facts: AuditFacts,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockOrganization(tx, organizationId);
    const before = (await lockCredits(tx, organizationId)).lineNanos;
    const usd = (nanos: bigint | null): number | null => (nanos === null ? null : usdNumber(nanos));
    const line = lineNanos === null ? null : BigInt(lineNanos);
    const changes = changesBetween({ lineUsd: usd(before) }, { lineUsd: usd(line) });
    if (changes === null) return;
    await tx
      .updateTable("credit_balances")
      .set({ line_nanos: lineNanos, updated_at: new Date(clock.now()) })
      .where("organization_id", "=", organizationId)
      .execute();
    const target = { kind: "organization", id: organizationId };
    await audit.record(
      { ...facts, organizationId, action: "billing.credit_line", outcome: "success", target, ...changes },
      tx,
    );
  });
}

/** Puts an organization on a plan. */
export async function changePlan(
  { db, clock, audit }: BillingDeps,
  { organizationId, plan }: { readonly organizationId: string; readonly plan: Plan },
  facts: AuditFacts,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockOrganization(tx, organizationId);
    const organization = tx.selectFrom("organizations").select("plan").where("id", "=", organizationId);
    const changes = changesBetween(await organization.executeTakeFirstOrThrow(), { plan });
    if (changes === null) return;
    await tx
      .updateTable("organizations")
      .set({ plan, updated_at: new Date(clock.now()) })
      .where("id", "=", organizationId)
      .execute();
    const target = { kind: "organization", id: organizationId };
    await audit.record(
      { ...facts, organizationId, action: "billing.plan", outcome: "success", target, ...changes },
      tx,
    );
  });
}

function ledgerActor({ actor }: AuditFacts) {
  const { kind, id, label } = actor;
  return { kind: kind === "anonymous" ? ("system" as const) : kind, id, label };
}
