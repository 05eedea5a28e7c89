import { hash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { createId } from "../../ids.ts";
import type { Database } from "../sql/schema.ts";
import type { AlertDetails, AlertKind, AlertSeverity } from "../sql/tables/alerts.ts";

/** Something that an organization should know of. */
export interface NewAlertEvent {
  readonly organizationId: string;
  readonly kind: AlertKind;
  /** That of the kind when absent. */
  readonly severity?: AlertSeverity;
  /** Names the one thing that happened, such as `budget:bud_1:2026-11-01:80`: raised again, it is the same event. */
  readonly dedupeKey: string;
  /** Names, ids and figures; no secrets and no prompts. */
  readonly details: AlertDetails;
  /** When it happened; the database's time when absent. */
  readonly at?: Date;
}

const SEVERITY: Readonly<Record<AlertKind, AlertSeverity>> = {
  budget_threshold: "warning",
  budget_exceeded: "critical",
  low_balance: "warning",
  auto_top_up_failed: "critical",
  spend_anomaly: "warning",
  error_rate_anomaly: "warning",
  key_rotation_due: "info",
  key_expiring: "warning",
  key_disabled: "warning",
  circuit_opened: "warning",
  circuit_closed: "info",
  test: "info",
};

/** Longer ones do not fit into an index. */
const DEDUPE_KEY_MAX = 500;

/**
 * Notes an event, from where it is sent to the organization's channels shortly after. True when it is new; the same
 * organization and key again, or an organization that does not exist any more, changes nothing. With a transaction the event
 * stands or falls with it.
 */
export async function raiseEvent(db: Kysely<Database>, event: NewAlertEvent): Promise<boolean> {
  const { organizationId, kind, severity = SEVERITY[kind], at = null } = event;
  const dedupeKey = storedKey(event.dedupeKey);
  const details = JSON.stringify(event.details, storable);
  // Selected and not just inserted: a foreign key that fails would end the caller's transaction.
  const inserted = await sql<{ id: string }>`
    insert into alert_events (id, organization_id, kind, severity, dedupe_key, details, raised_at)
    select ${createId("aev")}, id, ${kind}, ${severity}, ${dedupeKey}, ${details}::jsonb,
      coalesce(${at}::timestamptz, date_trunc('milliseconds', now()))
    from organizations where id = ${organizationId} and status = 'active'
    on conflict (organization_id, dedupe_key) do nothing
    returning id`.execute(db);
  return inserted.rows.length > 0;
}

/** A key as it is stored. */
export function storedKey(dedupeKey: string): string {
  const stored = dedupeKey.replaceAll("\0", "").toWellFormed();
  return stored.length <= DEDUPE_KEY_MAX ? stored : hash("sha256", stored, "hex");
}

/** Names of callers' making may hold what the database's JSON does not. */
function storable(_name: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "").toWellFormed() : value;
}
