import type { Insertable } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import type { SendAlert, TimedResult } from "../../store/alerts/sender.ts";
import type { ChannelRow } from "../../store/alerts/settings-channel.ts";
import type { AlertDeliveriesTable } from "../../store/sql/tables/alerts.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { targetOf } from "./channels.ts";
import type { AlertDeps } from "./deps.ts";
import type { EventRow } from "./views.ts";

/** What came of a test, by recipient; a webhook is one without a name. */
export interface ChannelTest {
  readonly eventId: string;
  readonly delivered: boolean;
  readonly results: {
    recipient: string | null;
    delivered: boolean;
    httpStatus: number | null;
    error: string | null;
    body: string | null;
    responseMs: number;
  }[];
}

/** Sends a test to a channel at once, whether it is enabled or not, and notes event and deliveries. */
export async function testChannel(deps: AlertDeps, channel: ChannelRow, facts: AuditFacts): Promise<ChannelTest> {
  const { db, clock, audit, send } = deps;
  if (send === undefined) throw fail("conflict", { message: "This process sends no alerts, so it can test none." });
  const event = testEvent(channel, new Date(clock.now()));
  const recipients = channel.kind === "webhook" ? [""] : channel.recipients;
  const sent = await sendAll(send, event, channel, recipients);
  const now = new Date(clock.now());
  const delivered = sent.every(({ result }) => result.verdict === "delivered");
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto("alert_events")
      .values({ ...event, details: JSON.stringify(event.details) })
      .execute();
    await tx
      .insertInto("alert_deliveries")
      .values(sent.map(({ recipient, result }) => toRow(event, channel, recipient, result, now)))
      .execute();
    const { organization_id: organizationId } = channel;
    const outcome = delivered ? ("success" as const) : ("failure" as const);
    await audit.record(
      {
        ...facts,
        organizationId,
        action: "alert_channel.test",
        outcome,
        target: targetOf(channel),
        after: { delivered },
      },
      tx,
    );
  });
  const results = sent.map(({ recipient, result: { verdict, httpStatus, error, body, responseMs } }) => ({
    recipient: recipient === "" ? null : recipient,
    delivered: verdict === "delivered",
    httpStatus,
    error,
    body,
    responseMs,
  }));
  return { eventId: event.id, delivered, results };
}

interface Sent {
  readonly recipient: string;
  readonly result: TimedResult;
}

async function sendAll(
  send: SendAlert,
  event: EventRow,
  channel: ChannelRow,
  recipients: readonly string[],
): Promise<readonly Sent[]> {
  return await Promise.all(
    recipients.map(async (recipient) => ({ recipient, result: await send(event, channel, recipient) })),
  );
}

/** Routed and over already: it goes to this channel alone, and nothing is left to do. */
function testEvent(channel: ChannelRow, now: Date): EventRow {
  const id = createId("aev");
  return {
    id,
    organization_id: channel.organization_id,
    kind: "test",
    severity: "info",
    dedupe_key: `test:${id}`,
    details: { channelId: channel.id, channel: channel.name },
    raised_at: now,
    resolved_at: now,
    routed_at: now,
  };
}

/** People see the result and press again: nothing is retried behind their backs. */
function toRow(
  event: EventRow,
  channel: ChannelRow,
  recipient: string,
  { verdict, httpStatus, error, body, responseMs }: TimedResult,
  now: Date,
): Insertable<AlertDeliveriesTable> {
  return {
    id: createId("adl"),
    organization_id: channel.organization_id,
    event_id: event.id,
    channel_id: channel.id,
    recipient,
    status: verdict === "delivered" ? "delivered" : "failed",
    attempts: 1,
    next_at: null,
    last_status: httpStatus,
    last_error: error,
    last_body: body,
    response_ms: responseMs,
    created_at: now,
    updated_at: now,
  };
}
