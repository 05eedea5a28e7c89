import type { Kysely } from "kysely";
import type { Database } from "../sql/schema.ts";
import type { AlertKind } from "../sql/tables/alerts.ts";

/** Which events: with the begin of their key and not all of it, because events are named after when they began. */
export interface OpenEvents {
  readonly organizationId: string;
  readonly kind: AlertKind;
  readonly keyBegin: string;
  /** Only those that were raised before. */
  readonly raisedBefore?: Date;
}

/** Marks events as over that are still open, and gives how many there were. */
export async function resolveEvents(db: Kysely<Database>, which: OpenEvents, at: Date): Promise<number> {
  let update = db
    .updateTable("alert_events")
    .set({ resolved_at: at })
    .where("organization_id", "=", which.organizationId)
    .where("kind", "=", which.kind)
    .where("resolved_at", "is", null)
    .where((row) => row(row.fn<boolean>("starts_with", ["dedupe_key", row.val(which.keyBegin)]), "=", true));
  if (which.raisedBefore !== undefined) update = update.where("raised_at", "<", which.raisedBefore);
  const { numUpdatedRows } = await update.executeTakeFirst();
  return Number(numUpdatedRows);
}

/** True while such an event is open. */
export async function hasOpenEvent(db: Kysely<Database>, which: OpenEvents): Promise<boolean> {
  const found = await db
    .selectFrom("alert_events")
    .select("id")
    .where("organization_id", "=", which.organizationId)
    .where("kind", "=", which.kind)
    .where("resolved_at", "is", null)
    .where((row) => row(row.fn<boolean>("starts_with", ["dedupe_key", row.val(which.keyBegin)]), "=", true))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Opens an event again that was marked as over, without telling anybody anew. */
export async function reopenEvent(db: Kysely<Database>, organizationId: string, dedupeKey: string): Promise<void> {
  await db
    .updateTable("alert_events")
    .set({ resolved_at: null })
    .where("organization_id", "=", organizationId)
    .where("dedupe_key", "=", dedupeKey)
    .execute();
}
