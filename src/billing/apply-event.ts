import type { Kysely } from "kysely";
import type { Database } from "../store/sql/schema.ts";
import { noteAutoFailure } from "./auto-failure.ts";
import type { PaymentEvent, PaymentNews } from "./payments.ts";
import {
  lockTopUp,
  type Settled,
  settleEnded,
  settlePaid,
  settleRefunded,
  settleReversal,
  type TopUp,
} from "./settle-top-up.ts";

/** Stripe sends an event again for three days. */
const EVENTS_KEPT_MS = 30 * 86_400_000;

/** What became of an event. `unknown`: it is about no top-up of ours. */
export interface Applied {
  readonly outcome: Settled | "repeated" | "unknown" | "uninteresting";
  readonly topUpId: string | null;
}

/** Writes down, in the transaction of the change, that something was done. */
export type NoteEvent = (
  tx: Kysely<Database>,
  done: { readonly organizationId: string; readonly topUpId: string; readonly outcome: Settled },
) => Promise<void>;

/**
 * Does what an event says, once: all of it or nothing. Events come more than once and in any order, and some are about
 * things that are not ours; none of that changes an amount.
 */
export async function applyPaymentEvent(
  db: Kysely<Database>,
  event: PaymentEvent,
  now: Date,
  note?: NoteEvent,
): Promise<Applied> {
  const { news } = event;
  if (news === null) return { outcome: "uninteresting", topUpId: null };
  return await db.transaction().execute(async (tx) => {
    const id = await topUpIdOf(tx, news);
    const topUp = id === null ? null : await lockTopUp(tx, id);
    if (topUp === null) return { outcome: "unknown", topUpId: null };
    if (!(await isNew(tx, event, now))) return { outcome: "repeated", topUpId: topUp.id };
    const outcome = await settle(tx, topUp, { ...event, news }, now);
    if (outcome !== "already" && outcome !== "ignored") {
      await note?.(tx, { organizationId: topUp.organization_id, topUpId: topUp.id, outcome });
    }
    return { outcome, topUpId: topUp.id };
  });
}

async function settle(
  tx: Kysely<Database>,
  topUp: TopUp,
  { at, news }: { readonly at: Date; readonly news: PaymentNews },
  now: Date,
): Promise<Settled> {
  switch (news.kind) {
    case "paid":
      return await settlePaid(tx, topUp, news, now);
    case "ended":
      return await settleFailure(tx, topUp, news, now);
    case "refunded":
      return news.currency === "usd" ? await settleRefunded(tx, topUp, { cents: news.cents, at }, now) : "mismatch";
    case "refund_failed":
    case "dispute":
    case "dispute_reversal":
      return news.currency === "usd" ? await settleReversal(tx, topUp, { ...news, at }, now) : "mismatch";
  }
}

async function settleFailure(
  tx: Kysely<Database>,
  topUp: TopUp,
  ended: { readonly status: "expired" | "failed"; readonly message: string },
  now: Date,
): Promise<Settled> {
  const settled = await settleEnded(tx, topUp, ended, now);
  if (settled === "noted" && topUp.kind === "automatic") await noteAutoFailure(tx, topUp, ended.message, now);
  return settled;
}

/** By the name we gave, else by the payment. */
async function topUpIdOf(tx: Kysely<Database>, news: PaymentNews): Promise<string | null> {
  if ("topUpId" in news && news.topUpId !== null) return news.topUpId;
  const intent = "paymentIntentId" in news ? news.paymentIntentId : null;
  const session = "sessionId" in news ? news.sessionId : null;
  if (intent === null && session === null) return null;
  const row = await tx
    .selectFrom("top_ups")
    .select("id")
    .where((where) =>
      where.or([where("stripe_payment_intent_id", "=", intent), where("stripe_session_id", "=", session)]),
    )
    .executeTakeFirst();
  return row?.id ?? null;
}

async function isNew(tx: Kysely<Database>, { id, type }: PaymentEvent, now: Date): Promise<boolean> {
  const inserted = await tx
    .insertInto("stripe_events")
    .values({ id, type, received_at: now })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Forgets events that are not sent again any more. */
export async function purgePaymentEvents(db: Kysely<Database>, now: Date): Promise<void> {
  const before = new Date(now.getTime() - EVENTS_KEPT_MS);
  await db.deleteFrom("stripe_events").where("received_at", "<", before).execute();
}
