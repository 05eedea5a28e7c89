import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import { createId } from "../../ids.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Database } from "../sql/schema.ts";
import type { AlertEventsTable, AlertRulesTable } from "../sql/tables/alerts.ts";
import { ruleMatches, SENT_BY_DEFAULT } from "./rule-matches.ts";
import { type ChannelRow, syncSettingsChannel } from "./settings-channel.ts";

type EventRow = Selectable<AlertEventsTable>;
type RuleRow = Selectable<AlertRulesTable>;

const EVENTS_A_ROUND = 200;

/**
 * Makes the deliveries of events that have none so far, as the rules of their organizations say, and gives how many
 * events were looked at. Several processes may do so at once: each event is one's.
 */
export async function routeEvents(db: Kysely<Database>, master: MasterKeys, now: Date): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const events = await tx
      .selectFrom("alert_events")
      .selectAll()
      .where("routed_at", "is", null)
      .orderBy("raised_at")
      .orderBy("id")
      .limit(EVENTS_A_ROUND)
      .forUpdate()
      .skipLocked()
      .execute();
    const organizations = [...new Set(events.map((event) => event.organization_id))].sort();
    for (const organizationId of organizations) {
      await syncSettingsChannel(tx, master, organizationId, now);
      const own = events.filter((event) => event.organization_id === organizationId);
      await routeOf(tx, organizationId, own, now);
    }
    const ids = events.map(({ id }) => id);
    if (ids.length > 0) await tx.updateTable("alert_events").set({ routed_at: now }).where("id", "in", ids).execute();
    return ids.length;
  });
}

async function routeOf(
  tx: Transaction<Database>,
  organizationId: string,
  events: readonly EventRow[],
  now: Date,
): Promise<void> {
  const of = <Table extends "alert_rules" | "alert_channels">(table: Table) =>
    sql<Selectable<Database[Table]>>`
      select * from ${sql.table(table)} where organization_id = ${organizationId} order by created_at, id`.execute(tx);
  const { rows: rules } = await of("alert_rules");
  const { rows: channels } = await of("alert_channels");
  const enabled = channels.filter((channel) => channel.enabled);
  for (const event of events) {
    const chosen = channelsFor(event, rules, enabled, now.getTime());
    await makeDeliveries(tx, event, chosen, now);
  }
}

/** The channels that an event goes to; each once, however many rules name it. */
export function channelsFor<Channel extends Pick<ChannelRow, "id">>(
  event: Pick<EventRow, "kind" | "details">,
  rules: readonly Pick<RuleRow, "kind" | "scope" | "thresholds" | "channels" | "enabled" | "muted_until">[],
  channels: readonly Channel[],
  nowMs: number,
): readonly Channel[] {
  const { kind, details } = event;
  const own = rules.filter((rule) => rule.kind === kind);
  if (own.length === 0) {
    const byDefault = { scope: {}, thresholds: {} };
    return SENT_BY_DEFAULT.has(kind) && ruleMatches(byDefault, kind, details) ? channels : [];
  }
  const telling = own.filter(
    (rule) =>
      rule.enabled &&
      (rule.muted_until === null || rule.muted_until.getTime() <= nowMs) &&
      ruleMatches(rule, kind, details),
  );
  return channels.filter(({ id }) => telling.some((rule) => rule.channels === null || rule.channels.includes(id)));
}

/** Deliveries of one event that are due at once: one for each webhook and each recipient of mails. */
export async function makeDeliveries(
  db: Kysely<Database>,
  event: Pick<EventRow, "id" | "organization_id">,
  channels: readonly Pick<ChannelRow, "id" | "kind" | "recipients">[],
  now: Date,
): Promise<void> {
  const rows = channels.flatMap(({ id, kind, recipients }) =>
    (kind === "webhook" ? [""] : recipients).map((recipient) => ({
      id: createId("adl"),
      organization_id: event.organization_id,
      event_id: event.id,
      channel_id: id,
      recipient,
      status: "pending" as const,
      attempts: 0,
      next_at: now,
      last_status: null,
      last_error: null,
      last_body: null,
      response_ms: null,
      created_at: now,
      updated_at: now,
    })),
  );
  if (rows.length === 0) return;
  await db
    .insertInto("alert_deliveries")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["event_id", "channel_id", "recipient"]).doNothing())
    .execute();
}
