import { type Kysely, sql } from "kysely";
import type { Clock } from "../clock.ts";
import type { Database } from "../sql/schema.ts";

const DAY_MS = 86_400_000;
const DELIVERY_DAYS = 30;
/** Longer than any window of a budget but `total`: an event that is gone could be raised again. */
const EVENT_DAYS = 400;
const BATCH_ROWS = 5_000;

/** Removes the log of deliveries after 30 days and events after 400, and gives the number of rows. */
export async function purgeAlerts(db: Kysely<Database>, clock: Clock): Promise<number> {
  const before = (days: number): Date => new Date(clock.now() - days * DAY_MS);
  const deliveries = await removed(db, "alert_deliveries", sql`created_at < ${before(DELIVERY_DAYS)}`);
  return deliveries + (await removed(db, "alert_events", sql`raised_at < ${before(EVENT_DAYS)}`));
}

async function removed(db: Kysely<Database>, table: string, old: ReturnType<typeof sql>): Promise<number> {
  let count = 0;
  let batch: number;
  do {
    const from = sql.table(table);
    const { numAffectedRows } = await sql`
      delete from ${from} where ctid = any (array(select ctid from ${from} where ${old} limit ${BATCH_ROWS}))`.execute(
      db,
    );
    batch = Number(numAffectedRows ?? 0n);
    count += batch;
  } while (batch === BATCH_ROWS);
  return count;
}
