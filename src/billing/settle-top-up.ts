import type { Kysely, Selectable } from "kysely";
import { lockCredits } from "../store/ledger/lock-credits.ts";
import { type LedgerActor, post } from "../store/ledger/post.ts";
import { givenBack, takenBack, topUp as topUpPosting } from "../store/ledger/postings.ts";
import type { Database } from "../store/sql/schema.ts";
import type { TopUpsTable } from "../store/sql/tables/ledger.ts";
import type { PaidPayment } from "./payments.ts";

/** A top-up as it is stored. */
export type TopUp = Selectable<TopUpsTable>;

const CURRENCY = "usd";
const FAILURE_MAX = 300;

/** Who asked for what is booked, and why; the payment service when absent. */
export interface BookedBy {
  readonly actor?: LedgerActor;
  readonly description?: string;
}

/** What became of a top-up by a report. */
export type Settled = "credited" | "already" | "mismatch" | "noted" | "ignored";

/**
 * The top-up as it is now, its organization's credits locked: what is done with it happens one after the other, and
 * what is read stays true. Null when there is none.
 */
export async function lockTopUp(tx: Kysely<Database>, id: string): Promise<TopUp | null> {
  const read = () => tx.selectFrom("top_ups").selectAll().where("id", "=", id).executeTakeFirst();
  const found = await read();
  if (found === undefined) return null;
  await lockCredits(tx, found.organization_id);
  return (await read()) ?? null;
}

/**
 * Credits a payment that was made, once: also one that was given up, since the money has come. A payment of another
 * amount or currency credits nothing and is kept as a mismatch, for the operator to look at.
 */
export async function settlePaid(
  tx: Kysely<Database>,
  topUp: TopUp,
  payment: PaidPayment,
  now: Date,
): Promise<Settled> {
  const { paymentIntentId, sessionId } = payment;
  if (topUp.status === "succeeded") {
    await keepPaymentMethod(tx, topUp, payment, now);
    return "already";
  }
  const reason = await mismatchOf(tx, topUp, payment);
  if (reason !== null) {
    await change(tx, topUp, { status: "mismatch", failure: reason }, now);
    return "mismatch";
  }
  const paid = {
    status: "succeeded" as const,
    failure: null,
    stripe_payment_intent_id: paymentIntentId ?? topUp.stripe_payment_intent_id,
    stripe_session_id: topUp.stripe_session_id ?? sessionId,
  };
  await change(tx, topUp, paid, now);
  const { organization_id: organizationId, id } = topUp;
  const kind = topUp.kind === "automatic" ? "auto_top_up" : "top_up";
  await post(tx, topUpPosting({ organizationId, reference: id }, kind, topUp.amount_cents), now);
  // A refund may be reported before the payment it gives back.
  await bookRefunds(tx, { ...topUp, ...paid }, now);
  await keepPaymentMethod(tx, topUp, payment, now);
  if (topUp.kind === "automatic") await clearFailures(tx, organizationId, now);
  return "credited";
}

/** Notes that no money came; nothing changes where it did. */
export async function settleEnded(
  tx: Kysely<Database>,
  topUp: TopUp,
  ended: { readonly status: "expired" | "failed"; readonly message: string },
  now: Date,
): Promise<Settled> {
  if (topUp.status !== "pending") return "already";
  await change(tx, topUp, { status: ended.status, failure: ended.message.slice(0, FAILURE_MAX) }, now);
  return "noted";
}

/**
 * Books what was refunded since the last report, of which each tells the sum at its time; older ones change nothing.
 */
export async function settleRefunded(
  tx: Kysely<Database>,
  topUp: TopUp,
  { cents, at, booked }: { readonly cents: number; readonly at: Date; readonly booked?: BookedBy },
  now: Date,
): Promise<Settled> {
  // Stripe's sum leaves out refunds that have failed by then, and ours does not.
  const { refund_failed_at: failedAt, refund_failed_cents: failedCents } = topUp;
  const refunded = cents + (failedAt !== null && failedAt <= at ? failedCents : 0);
  if (refunded <= topUp.refunded_cents) return "already";
  await change(tx, topUp, { refunded_cents: refunded }, now);
  await bookRefunds(tx, { ...topUp, refunded_cents: refunded }, now, booked);
  return "noted";
}

/** Books what a dispute took or gave back, or a refund that came back; `id` names it. */
export async function settleReversal(
  tx: Kysely<Database>,
  topUp: TopUp,
  news: {
    readonly kind: "refund_failed" | "dispute" | "dispute_reversal";
    readonly id: string;
    readonly cents: number;
    readonly at: Date;
  },
  now: Date,
): Promise<Settled> {
  const { kind, id, cents, at } = news;
  if (cents === 0) return "ignored";
  const given = { organizationId: topUp.organization_id, reference: id };
  const posting = kind === "dispute" ? takenBack(given, kind, cents) : givenBack(given, kind, cents);
  const posted = await post(tx, posting, now);
  if (posted === null) return "already";
  if (kind === "refund_failed") {
    // It may be reported before the refund itself, which is then booked with it.
    const failed = topUp.refund_failed_cents + cents;
    const refunded = Math.max(topUp.refunded_cents, failed);
    await change(tx, topUp, { refund_failed_cents: failed, refund_failed_at: at, refunded_cents: refunded }, now);
    await bookRefunds(tx, { ...topUp, refunded_cents: refunded }, now);
  }
  return "noted";
}

async function bookRefunds(tx: Kysely<Database>, topUp: TopUp, now: Date, booked: BookedBy = {}): Promise<void> {
  const { id, organization_id: organizationId, refunded_cents: refunded } = topUp;
  const open = refunded - topUp.refund_posted_cents;
  if (topUp.status !== "succeeded" || open <= 0) return;
  await post(tx, takenBack({ ...booked, organizationId, reference: `${id}:${refunded}` }, "refund", open), now);
  await change(tx, topUp, { refund_posted_cents: refunded }, now);
}

async function mismatchOf(tx: Kysely<Database>, topUp: TopUp, payment: PaidPayment): Promise<string | null> {
  const { cents, currency, paymentIntentId, sessionId } = payment;
  if (currency !== CURRENCY) return `Paid in ${currency.slice(0, 8)} and not in ${CURRENCY}.`;
  if (cents !== topUp.amount_cents) return `Paid ${cents} cents and not ${topUp.amount_cents}.`;
  const other = topUp.stripe_session_id;
  if (sessionId !== null && other !== null && sessionId !== other) return "Paid in another checkout session.";
  if (paymentIntentId === null) return null;
  const used = await tx
    .selectFrom("top_ups")
    .select("id")
    .where("stripe_payment_intent_id", "=", paymentIntentId)
    .where("id", "<>", topUp.id)
    .executeTakeFirst();
  return used === undefined ? null : `This payment was credited as ${used.id}.`;
}

/** The customer let it be used again, so later top-ups can be made by themselves. */
async function keepPaymentMethod(tx: Kysely<Database>, topUp: TopUp, payment: PaidPayment, now: Date): Promise<void> {
  const { customerId, paymentMethodId } = payment;
  if (customerId === null || paymentMethodId === null || topUp.kind === "automatic") return;
  await tx
    .updateTable("billing_accounts")
    .set({ stripe_payment_method_id: paymentMethodId, auto_failures: 0, auto_retry_at: null, updated_at: now })
    .where("organization_id", "=", topUp.organization_id)
    .where("stripe_customer_id", "=", customerId)
    .execute();
}

async function clearFailures(tx: Kysely<Database>, organizationId: string, now: Date): Promise<void> {
  await tx
    .updateTable("billing_accounts")
    .set({ auto_failures: 0, auto_retry_at: null, auto_last_failure: null, updated_at: now })
    .where("organization_id", "=", organizationId)
    .execute();
}

async function change(
  tx: Kysely<Database>,
  { id }: Pick<TopUp, "id">,
  set: Partial<Omit<TopUp, "id" | "organization_id">>,
  now: Date,
): Promise<void> {
  await tx
    .updateTable("top_ups")
    .set({ ...set, updated_at: now })
    .where("id", "=", id)
    .execute();
}
