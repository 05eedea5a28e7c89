import { type Kysely, type Selectable, sql } from "kysely";
import type { Payments } from "../../billing/payments.ts";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import { lockCredits } from "../../store/ledger/lock-credits.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { TopUpsTable } from "../../store/sql/tables/ledger.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { paymentsMissing } from "./account.ts";
import type { BillingDeps } from "./deps.ts";
import type { TopUpView } from "./schema.ts";

const CENTS = 100;
const HOUR_MS = 3_600_000;
/** Checkouts that an organization may have begun and not finished in an hour. */
const OPEN_MAX = 20;

type TopUp = Selectable<TopUpsTable>;

interface Given {
  readonly organizationId: string;
  readonly cents: number;
  readonly keepPaymentMethod: boolean;
}

/**
 * Begins a payment and gives it with the address of the page on which it is made. It is written down before the payment
 * service hears of it, so that no report comes for one that is not known.
 */
export async function beginTopUp(deps: BillingDeps, given: Given, facts: AuditFacts): Promise<TopUp> {
  const { db, clock, payments, publicUrl } = deps;
  if (payments === null) throw paymentsMissing();
  const { organizationId, cents, keepPaymentMethod } = given;
  const customerId = await ensureCustomer(db, payments, organizationId, new Date(clock.now()));
  const id = await insertTopUp(deps, given, facts);
  try {
    const returnUrl = `${publicUrl}/dashboard/billing`;
    const asked = { topUpId: id, organizationId, customerId, cents, keepPaymentMethod, returnUrl };
    const { sessionId, url } = await payments.openCheckout(asked);
    return await db
      .updateTable("top_ups")
      .set({ stripe_session_id: sessionId, checkout_url: url, updated_at: new Date(clock.now()) })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
  } catch (error) {
    await db
      .updateTable("top_ups")
      .set({ status: "failed", failure: "The checkout could not be opened.", updated_at: new Date(clock.now()) })
      .where("id", "=", id)
      .where("status", "=", "pending")
      .execute();
    throw error;
  }
}

/** The organization as the payment service knows it; of two that ask at once, the first one counts. */
async function ensureCustomer(
  db: Kysely<Database>,
  payments: Payments,
  organizationId: string,
  now: Date,
): Promise<string> {
  const account = await db
    .selectFrom("billing_accounts")
    .select(["stripe_customer_id", "email"])
    .where("organization_id", "=", organizationId)
    .executeTakeFirst();
  if (account?.stripe_customer_id != null) return account.stripe_customer_id;
  const customerId = await payments.createCustomer({ organizationId, email: account?.email ?? null });
  const kept = await sql<{ id: string }>`
    insert into billing_accounts as account (organization_id, stripe_customer_id, created_at, updated_at)
    values (${organizationId}, ${customerId}, ${now}, ${now})
    on conflict (organization_id) do update set
      stripe_customer_id = coalesce(account.stripe_customer_id, excluded.stripe_customer_id), updated_at = ${now}
    returning stripe_customer_id as id`.execute(db);
  return kept.rows[0]?.id ?? customerId;
}

async function insertTopUp(
  { db, clock, audit }: BillingDeps,
  { organizationId, cents, keepPaymentMethod }: Given,
  facts: AuditFacts,
): Promise<string> {
  const now = new Date(clock.now());
  const id = createId("top");
  await db.transaction().execute(async (tx) => {
    await lockCredits(tx, organizationId);
    const { open } = await tx
      .selectFrom("top_ups")
      .where("organization_id", "=", organizationId)
      .where("kind", "=", "checkout")
      .where("status", "=", "pending")
      .where("created_at", ">", new Date(now.getTime() - HOUR_MS))
      .select((select) => select.fn.countAll<number>().as("open"))
      .executeTakeFirstOrThrow();
    if (open >= OPEN_MAX) {
      const message = `There are ${OPEN_MAX} checkouts that were not finished. Finish one, or try again in an hour.`;
      throw fail("rate_limit_exceeded", { message, retryAfterSeconds: 3_600 });
    }
    await tx
      .insertInto("top_ups")
      .values({
        id,
        organization_id: organizationId,
        kind: "checkout",
        status: "pending",
        amount_cents: cents,
        stripe_session_id: null,
        stripe_payment_intent_id: null,
        checkout_url: null,
        failure: null,
        created_by: facts.actor.id,
        created_at: now,
        updated_at: now,
      })
      .execute();
    const target = { kind: "top_up", id };
    const after = { amountUsd: cents / CENTS, keepPaymentMethod };
    await audit.record({ ...facts, organizationId, action: "billing.top_up", outcome: "success", target, after }, tx);
  });
  return id;
}

/** A top-up of one of these organizations; null when there is none. */
export async function findTopUp(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  id: string,
): Promise<TopUp | null> {
  const query = db.selectFrom("top_ups").selectAll().where("id", "=", id);
  return (await query.where("organization_id", "in", organizationIds).executeTakeFirst()) ?? null;
}

/** A top-up as the API shows it. */
export function toTopUp(row: TopUp): TopUpView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    kind: row.kind,
    status: row.status,
    amountUsd: row.amount_cents / CENTS,
    refundedUsd: (row.refund_posted_cents - row.refund_failed_cents) / CENTS,
    checkoutUrl: row.status === "pending" ? row.checkout_url : null,
    failure: row.failure,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
