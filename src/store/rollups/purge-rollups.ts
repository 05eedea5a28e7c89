import { type Kysely, sql } from "kysely";
import type { Clock } from "../clock.ts";
import type { Database } from "../sql/schema.ts";
import { GRAIN_MS, keptSince } from "./kept-for.ts";

const BATCH_ROWS = 5_000;
/** Longer than the slowest late record takes, so that a day's bound on names holds for it too. */
const VALUES_KEPT_MS = 35 * GRAIN_MS.day;

/** Removes buckets that are no longer kept at their length, in batches, and gives the number of rows. */
export async function purgeRollups(db: Kysely<Database>, clock: Clock): Promise<number> {
  const nowMs = clock.now();
  let removed = 0;
  for (const table of ["usage_facets", "usage_cube"] as const) {
    for (const grain of ["minute", "hour"] as const) {
      const before = new Date(keptSince(grain, nowMs));
      removed += await inBatches(
        db,
        table,
        // The grain is written out: only so the index of old buckets, which has no days, is seen to fit.
        sql`grain = ${sql.lit(grain)} and bucket < ${before}`,
      );
    }
  }
  return removed + (await inBatches(db, "rollup_values", sql`day < ${new Date(nowMs - VALUES_KEPT_MS)}`));
}

async function inBatches(db: Kysely<Database>, table: string, old: ReturnType<typeof sql>): Promise<number> {
  let removed = 0;
  let batch: number;
  do {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)}
      where ctid = any (array(select ctid from ${sql.table(table)} where ${old} limit ${BATCH_ROWS}))`.execute(db);
    batch = Number(numAffectedRows ?? 0n);
    removed += batch;
  } while (batch === BATCH_ROWS);
  return removed;
}
