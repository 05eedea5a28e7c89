import type { Kysely } from "kysely";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import { type AttemptOutcome, claimDeliveries, type DeliveryRow, noteAttempt } from "../../store/alerts/deliveries.ts";
import { routeEvents } from "../../store/alerts/route-events.ts";
import type { EventFacts, SendAlert, TimedResult } from "../../store/alerts/sender.ts";
import { type ChannelRow, syncSettingsChannel } from "../../store/alerts/settings-channel.ts";
import type { Clock } from "../../store/clock.ts";
import type { Log } from "../../store/log.ts";
import type { Database } from "../../store/sql/schema.ts";
import { delayAfter } from "./backoff.ts";

export interface DeliverOptions {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  readonly masterKeys: MasterKeys;
  readonly send: SendAlert;
  readonly random: () => number;
}

const AT_ONCE = 16;
/** Longer than any attempt takes; who is silent for longer is taken for dead. */
const LEASE_MS = 120_000;

/**
 * Sends what is to be sent now: makes the deliveries of new events and tries those that are due, each once. Gives how
 * many were tried. At least once: a process that dies after sending is followed by one that sends again, and receivers
 * know the event by its id.
 */
export async function deliverAlerts(options: DeliverOptions): Promise<number> {
  const { db, clock, masterKeys } = options;
  await routeEvents(db, masterKeys, new Date(clock.now()));
  const claimed = await claimDeliveries(db, { now: new Date(clock.now()), leaseMs: LEASE_MS, limit: AT_ONCE });
  const { log } = options;
  const tried = claimed.map((delivery) =>
    attempt(options, delivery).catch((error: unknown) => {
      log.warn({ delivery: delivery.id, error: String(error) }, "an alert's delivery broke off; it is taken up again");
    }),
  );
  await Promise.all(tried);
  return claimed.length;
}

async function attempt(options: DeliverOptions, delivery: DeliveryRow): Promise<void> {
  const { db, clock, log, send, random } = options;
  const found = await findParts(options, delivery);
  if (typeof found === "string") {
    await noteAttempt(db, delivery, { ...UNTRIED, error: found }, new Date(clock.now()));
    return;
  }
  const { event, channel } = found;
  const result = await send(event, channel, delivery.recipient);
  const now = new Date(clock.now());
  const outcome = outcomeOf(result, delivery.attempts, now.getTime(), random);
  if (result.verdict === "gone") await disable(db, channel, now);
  await noteAttempt(db, delivery, outcome, now);
  if (outcome.status === "failed") {
    const facts = { delivery: delivery.id, channel: channel.id, attempts: delivery.attempts, reason: outcome.error };
    log.warn(facts, "an alert could not be delivered");
  }
}

const UNTRIED = { status: "failed", nextAt: null, httpStatus: null, body: null, responseMs: null } as const;

/** How an attempt leaves its delivery. */
export function outcomeOf(result: TimedResult, attempts: number, nowMs: number, random: () => number): AttemptOutcome {
  const { verdict, httpStatus, error, body, responseMs } = result;
  const facts = { httpStatus, error, body, responseMs };
  if (verdict === "delivered") return { ...facts, status: "delivered", nextAt: null };
  const delay = verdict === "retry" ? delayAfter(attempts, result.retryAfterMs, random) : null;
  if (delay === null) return { ...facts, status: "failed", nextAt: null };
  return { ...facts, status: "pending", nextAt: new Date(nowMs + delay) };
}

/** The event and the channel as they are now; or why there is nothing to send. */
async function findParts(
  { db, clock, masterKeys }: DeliverOptions,
  delivery: DeliveryRow,
): Promise<{ readonly event: EventFacts; readonly channel: ChannelRow } | string> {
  const read = () =>
    db.selectFrom("alert_channels").selectAll().where("id", "=", delivery.channel_id).executeTakeFirst();
  let channel = await read();
  if (channel?.from_settings === true) {
    // The settings may have another URL, or none, since the event came.
    await syncSettingsChannel(db, masterKeys, delivery.organization_id, new Date(clock.now()));
    channel = await read();
  }
  if (channel === undefined) return "The channel was deleted.";
  if (!channel.enabled) return "The channel is disabled.";
  if (channel.kind === "mail" && !channel.recipients.includes(delivery.recipient)) {
    return "The recipient was removed from the channel.";
  }
  const events = db.selectFrom("alert_events").selectAll().where("id", "=", delivery.event_id);
  return { event: await events.executeTakeFirstOrThrow(), channel };
}

async function disable(db: Kysely<Database>, channel: ChannelRow, now: Date): Promise<void> {
  await db
    .updateTable("alert_channels")
    .set({ enabled: false, disabled_reason: "The receiver answered 410: it takes no more messages.", updated_at: now })
    .where("id", "=", channel.id)
    // Not where it was changed meanwhile: then it may lead elsewhere.
    .where("secret", "is not distinct from", channel.secret)
    .execute();
}
