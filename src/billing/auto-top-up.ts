import { type Kysely, sql } from "kysely";
import { createId } from "../ids.ts";
import type { Clock } from "../store/clock.ts";
import { lockCredits } from "../store/ledger/lock-credits.ts";
import type { Log } from "../store/log.ts";
import type { Database } from "../store/sql/schema.ts";
import { noteAutoFailure } from "./auto-failure.ts";
import type { Payments } from "./payments.ts";
import { lockTopUp, settleEnded, settlePaid, type TopUp } from "./settle-top-up.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Stripe remembers a key for a day at least; later the same charge would be another one. */
const RESUME_UNTIL_MS = 20 * HOUR_MS;
const CHARGES_A_DAY_MAX = 10;
const BATCH = 100;

export interface AutoTopUpOptions {
  readonly db: Kysely<Database>;
  readonly payments: Payments;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Charges the kept payment method of each organization whose balance is below its threshold, once for each time it
 * falls below: the charge is written down before it is made, and one that was interrupted is made again under the same
 * key. Gives how many were credited.
 */
export async function runAutoTopUps(options: AutoTopUpOptions): Promise<number> {
  const begun: TopUp[] = [];
  for (const topUp of await interrupted(options)) begun.push(topUp);
  for (const organizationId of await due(options.db, new Date(options.clock.now()))) {
    const topUp = await begin(options, organizationId);
    if (topUp !== null) begun.push(topUp);
  }
  let credited = 0;
  for (const topUp of begun) if (await charge(options, topUp)) credited += 1;
  return credited;
}

/** Organizations that are below their threshold and may be charged now; only this one when it is named. */
async function due(db: Kysely<Database>, now: Date, only: string | null = null): Promise<readonly string[]> {
  const dayAgo = new Date(now.getTime() - 24 * HOUR_MS);
  const { rows } = await sql<{ id: string }>`
    select account.organization_id as id
    from billing_accounts account
      join credit_balances balance using (organization_id)
      join organizations on organizations.id = account.organization_id and organizations.status = 'active'
    where account.auto_enabled
      and (${only}::text is null or account.organization_id = ${only})
      and account.stripe_customer_id is not null and account.stripe_payment_method_id is not null
      and balance.credited_nanos - balance.debited_nanos < account.auto_threshold_nanos
      and (account.auto_retry_at is null or account.auto_retry_at <= ${now})
      and not exists (select 1 from top_ups
        where top_ups.organization_id = account.organization_id and kind = 'automatic' and status = 'pending')
      and (select count(*) from top_ups
        where top_ups.organization_id = account.organization_id and kind = 'automatic' and created_at > ${dayAgo}
      ) < ${CHARGES_A_DAY_MAX}
    order by account.organization_id limit ${BATCH}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Null when it is not due any more: another worker was faster, or money came in meanwhile. */
async function begin({ db, clock }: AutoTopUpOptions, organizationId: string): Promise<TopUp | null> {
  const now = new Date(clock.now());
  return await db.transaction().execute(async (tx) => {
    await lockCredits(tx, organizationId);
    if ((await due(tx, now, organizationId)).length === 0) return null;
    const { auto_amount_cents: cents } = await tx
      .selectFrom("billing_accounts")
      .select("auto_amount_cents")
      .where("organization_id", "=", organizationId)
      .executeTakeFirstOrThrow();
    const row = await tx
      .insertInto("top_ups")
      .values({
        id: createId("top"),
        organization_id: organizationId,
        kind: "automatic",
        status: "pending",
        amount_cents: cents ?? 0,
        stripe_session_id: null,
        stripe_payment_intent_id: null,
        checkout_url: null,
        failure: null,
        created_by: null,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    return row ?? null;
  });
}

/** Those whose outcome nobody has seen. A charge that is on its way is reported by an event. */
async function interrupted(options: AutoTopUpOptions): Promise<readonly TopUp[]> {
  const { db, clock } = options;
  const nowMs = clock.now();
  const open = await db
    .selectFrom("top_ups")
    .selectAll()
    .where("kind", "=", "automatic")
    .where("status", "=", "pending")
    .where("stripe_payment_intent_id", "is", null)
    .where("created_at", "<=", new Date(nowMs - MINUTE_MS))
    .orderBy("created_at")
    .limit(BATCH)
    .execute();
  const old = (topUp: TopUp): boolean => topUp.created_at.getTime() < nowMs - RESUME_UNTIL_MS;
  for (const topUp of open.filter(old)) {
    await failed(options, topUp, "Nobody knows whether this was charged; look it up at the payment service.");
  }
  return open.filter((topUp) => !old(topUp));
}

async function charge(options: AutoTopUpOptions, topUp: TopUp): Promise<boolean> {
  const { db, payments, clock, log } = options;
  const { id: topUpId, organization_id: organizationId, amount_cents: cents } = topUp;
  const account = await db
    .selectFrom("billing_accounts")
    .select(["stripe_customer_id", "stripe_payment_method_id"])
    .where("organization_id", "=", organizationId)
    .executeTakeFirst();
  const customerId = account?.stripe_customer_id ?? null;
  const paymentMethodId = account?.stripe_payment_method_id ?? null;
  if (customerId === null || paymentMethodId === null) {
    await failed(options, topUp, "There is no payment method any more.");
    return false;
  }
  try {
    const outcome = await payments.chargeKept({ topUpId, organizationId, customerId, paymentMethodId, cents });
    if (outcome.status === "refused") {
      await failed(options, topUp, outcome.message);
      return false;
    }
    return await db.transaction().execute(async (tx) => {
      const now = new Date(clock.now());
      const locked = await lockTopUp(tx, topUpId);
      if (locked === null) return false;
      if (outcome.status === "processing") {
        const set = { stripe_payment_intent_id: outcome.payment.paymentIntentId, updated_at: now };
        await tx.updateTable("top_ups").set(set).where("id", "=", topUpId).execute();
        return false;
      }
      const settled = await settlePaid(tx, locked, outcome.payment, now);
      if (settled === "mismatch") log.error({ topUpId, organizationId }, "a top-up was charged with another amount");
      return settled === "credited";
    });
  } catch (error) {
    log.warn(
      { error: String(error), topUpId, organizationId },
      "an automatic top-up is tried again: its outcome is not known",
    );
    return false;
  }
}

async function failed({ db, clock, log }: AutoTopUpOptions, { id }: TopUp, message: string): Promise<void> {
  const now = new Date(clock.now());
  await db.transaction().execute(async (tx) => {
    const topUp = await lockTopUp(tx, id);
    if (topUp === null || (await settleEnded(tx, topUp, { status: "failed", message }, now)) !== "noted") return;
    await noteAutoFailure(tx, topUp, message, now);
    log.warn({ topUpId: id, organizationId: topUp.organization_id }, "an automatic top-up failed");
  });
}
