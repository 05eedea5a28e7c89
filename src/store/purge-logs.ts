import { type Kysely, sql } from "kysely";
import type { Clock } from "./clock.ts";
import type { Database } from "./sql/schema.ts";

const BATCH_ROWS = 5_000;
const DAY_MS = 86_400_000;

/** Removes request logs that are older than so many days, in batches, and gives their number. Sums of them stay. */
export async function purgeLogs(db: Kysely<Database>, clock: Clock, days: number): Promise<number> {
  const before = new Date(clock.now() - days * DAY_MS);
  let removed = 0;
  let batch: number;
  do {
    const { numAffectedRows } = await sql`
      delete from request_logs
      where ctid = any (array(select ctid from request_logs where timestamp < ${before} limit ${BATCH_ROWS}))`.execute(
      db,
    );
    batch = Number(numAffectedRows ?? 0n);
    removed += batch;
  } while (batch === BATCH_ROWS);
  return removed;
}
