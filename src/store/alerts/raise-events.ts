import { type Kysely, sql } from "kysely";
import type { Database } from "../sql/schema.ts";
import { type NewAlertEvent, raiseEvent, storedKey } from "./raise-event.ts";

const BATCH = 500;

/**
 * Raises those of many events that have not been raised before, and gives how many were new. For whoever looks at the
 * same things again and again: what is known already costs one query for all.
 */
export async function raiseEvents(db: Kysely<Database>, events: readonly NewAlertEvent[]): Promise<number> {
  let raised = 0;
  for (let from = 0; from < events.length; from += BATCH) {
    const batch = events.slice(from, from + BATCH);
    const known = await knownOf(db, batch);
    for (const event of batch) {
      if (known.has(nameOf(event.organizationId, storedKey(event.dedupeKey)))) continue;
      if (await raiseEvent(db, event)) raised += 1;
    }
  }
  return raised;
}

async function knownOf(db: Kysely<Database>, events: readonly NewAlertEvent[]): Promise<ReadonlySet<string>> {
  const organizations = events.map(({ organizationId }) => organizationId);
  const keys = events.map(({ dedupeKey }) => storedKey(dedupeKey));
  const { rows } = await sql<{ organization_id: string; dedupe_key: string }>`
    select organization_id, dedupe_key from alert_events
    join unnest(${organizations}::text[], ${keys}::text[]) as asked (organization, key)
      on organization_id = organization and dedupe_key = key`.execute(db);
  return new Set(rows.map((row) => nameOf(row.organization_id, row.dedupe_key)));
}

function nameOf(organizationId: string, key: string): string {
  return `${organizationId} ${key}`;
}
