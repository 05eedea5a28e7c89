import { type Kysely, sql } from "kysely";
import type { Clock } from "../clock.ts";
import { SETTINGS_DEFAULTS } from "../organization-settings.ts";
import type { Database } from "../sql/schema.ts";

const BATCH_ROWS = 1_000;

/**
 * Removes content whose time has ended, and gives the number of rows. Its time ends by what its organization says now,
 * not only by what it said then: fewer days count for older content too, and where keeping was turned off, or the
 * project deleted, nothing stays.
 */
export async function purgeContents(db: Kysely<Database>, clock: Clock): Promise<number> {
  const now = new Date(clock.now());
  let removed = await inBatches(db, sql`select ctid from request_contents where expires_at <= ${now}`);
  const { rows } = await sql<{ organization_id: string; store_content: boolean; days: number }>`
    select present.organization_id,
      coalesce(settings.document #> '{retention,store_content}' = 'true'::jsonb, false) as store_content,
      case when jsonb_typeof(settings.document #> '{retention,days}') = 'number'
        then (settings.document #>> '{retention,days}')::int else ${SETTINGS_DEFAULTS.retentionDays}::int end as days
    from (select distinct organization_id from request_contents) as present
    left join organization_settings as settings using (organization_id)`.execute(db);
  for (const { organization_id, store_content, days } of rows) {
    const since = sql`${now}::timestamptz - make_interval(days => ${days}::int)`;
    const ended = store_content ? sql`created_at <= ${since}` : sql`true`;
    removed += await inBatches(
      db,
      sql`select ctid from request_contents where organization_id = ${organization_id} and ${ended}`,
    );
  }
  const ofDeleted = sql`select id from projects where status = 'deleted'`;
  return removed + (await inBatches(db, sql`select ctid from request_contents where project_id in (${ofDeleted})`));
}

async function inBatches(db: Kysely<Database>, ended: ReturnType<typeof sql>): Promise<number> {
  let removed = 0;
  let batch: number;
  do {
    const { numAffectedRows } = await sql`
      delete from request_contents where ctid = any (array(${ended} limit ${BATCH_ROWS}))`.execute(db);
    batch = Number(numAffectedRows ?? 0n);
    removed += batch;
  } while (batch === BATCH_ROWS);
  return removed;
}
