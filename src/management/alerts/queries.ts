import type { Kysely, Selectable } from "kysely";
import type { Database } from "../../store/sql/schema.ts";
import { afterCursor, type Page, pageOf } from "../http/newest-first.ts";
import type { DeliveriesQuery, EventsQuery, ListQuery } from "./schema.ts";
import type { EventRow } from "./views.ts";

export type AlertTable = "alert_rules" | "alert_channels" | "alert_events" | "alert_deliveries";

/** What all of their rows have. */
interface Owned {
  readonly organization_id: string;
}

/** An object of these organizations; null when there is none. */
export async function findIn<Table extends AlertTable>(
  db: Kysely<Database>,
  table: Table,
  organizationIds: readonly string[],
  id: string,
): Promise<(Selectable<Database[Table]> & Owned) | null> {
  if (organizationIds.length === 0) return null;
  // The builder cannot follow a table that is not known yet; the columns named here are in all of them.
  const row = await db
    .selectFrom(table as "alert_rules")
    .selectAll()
    .where("organization_id", "in", organizationIds)
    .where("id", "=", id)
    .executeTakeFirst();
  return (row as unknown as (Selectable<Database[Table]> & Owned) | undefined) ?? null;
}

/** Rules or channels of these organizations, newest first. */
export async function listIn<Table extends "alert_rules" | "alert_channels">(
  db: Kysely<Database>,
  table: Table,
  organizationIds: readonly string[],
  { limit, cursor }: ListQuery,
): Promise<Page<Selectable<Database[Table]>>> {
  let query = db
    .selectFrom(table as "alert_rules")
    .selectAll()
    .where("organization_id", "in", organizationIds);
  if (cursor !== undefined) query = query.where(afterCursor(cursor, { at: "created_at", id: "id" }));
  const found = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return pageOf(found as unknown as (Selectable<Database[Table]> & { id: string; created_at: Date })[], limit);
}

/** Events of these organizations, newest first. */
export async function listEvents(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  { kind, severity, state, from, to, limit, cursor }: EventsQuery,
): Promise<Page<EventRow>> {
  let query = db.selectFrom("alert_events").selectAll().where("organization_id", "in", organizationIds);
  if (kind !== undefined) query = query.where("kind", "=", kind);
  if (severity !== undefined) query = query.where("severity", "=", severity);
  if (state !== undefined) query = query.where("resolved_at", state === "open" ? "is" : "is not", null);
  if (from !== undefined) query = query.where("raised_at", ">=", from);
  if (to !== undefined) query = query.where("raised_at", "<", to);
  if (cursor !== undefined) query = query.where(afterCursor(cursor, { at: "raised_at", id: "id" }));
  const found = await query
    .orderBy("raised_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return pageOf(
    found.map((row) => ({ ...row, created_at: row.raised_at })),
    limit,
  );
}

/** Deliveries of these organizations, newest first. */
export async function listDeliveries(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  { eventId, channelId, status, limit, cursor }: DeliveriesQuery,
): Promise<Page<Selectable<Database["alert_deliveries"]>>> {
  let query = db.selectFrom("alert_deliveries").selectAll().where("organization_id", "in", organizationIds);
  if (eventId !== undefined) query = query.where("event_id", "=", eventId);
  if (channelId !== undefined) query = query.where("channel_id", "=", channelId);
  if (status !== undefined) query = query.where("status", "=", status);
  if (cursor !== undefined) query = query.where(afterCursor(cursor, { at: "created_at", id: "id" }));
  const found = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return pageOf(found, limit);
}

/** The events that these deliveries tell of, by id. */
export async function eventsOf(
  db: Kysely<Database>,
  deliveries: readonly { readonly event_id: string }[],
): Promise<ReadonlyMap<string, EventRow>> {
  const ids = [...new Set(deliveries.map((row) => row.event_id))];
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("alert_events").selectAll().where("id", "in", ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}
