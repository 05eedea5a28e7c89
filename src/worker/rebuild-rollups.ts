import { type Kysely, sql, type Transaction } from "kysely";
import type { Clock } from "../store/clock.ts";
import { recordOf } from "../store/log-record.ts";
import { GRAIN_MS, keptSince } from "../store/rollups/kept-for.ts";
import type { Database } from "../store/sql/schema.ts";
import type { RollupGrain } from "../store/sql/tables/rollups.ts";
import { addToRollups } from "./rollups.ts";

const BATCH_ROWS = 2_000;

/** What is to be made again. */
export interface Rebuild {
  readonly organizationId: string;
  /** Whole days of UTC that touch `from` (inclusive) and `to` (exclusive). */
  readonly from: Date;
  readonly to: Date;
}

/**
 * Makes an organization's sums again from its log, one day and one transaction at a time, and gives the number of
 * requests counted. For sums that were lost, or logs from before there were any; only days whose log is whole may be
 * made again. Records that are applied meanwhile wait a moment.
 */
export async function rebuildRollups(db: Kysely<Database>, clock: Clock, rebuild: Rebuild): Promise<number> {
  let counted = 0;
  const first = Math.floor(rebuild.from.getTime() / GRAIN_MS.day) * GRAIN_MS.day;
  for (let dayMs = first; dayMs < rebuild.to.getTime(); dayMs += GRAIN_MS.day) {
    counted += await db
      .transaction()
      .execute((transaction) => rebuildDay(transaction, rebuild.organizationId, dayMs, clock.now()));
  }
  return counted;
}

async function rebuildDay(
  transaction: Transaction<Database>,
  organizationId: string,
  dayMs: number,
  nowMs: number,
): Promise<number> {
  // Whoever has written log rows writes sums in the same transaction: waiting for these locks means both are there.
  await sql`lock table usage_facets, usage_cube, rollup_values in share row exclusive mode`.execute(transaction);
  const from = new Date(dayMs);
  const to = new Date(dayMs + GRAIN_MS.day);
  for (const table of ["usage_facets", "usage_cube"] as const) {
    await sql`delete from ${sql.table(table)} where organization_id = ${organizationId}
      and bucket >= ${from} and bucket < ${to}`.execute(transaction);
  }
  await transaction
    .deleteFrom("rollup_values")
    .where("organization_id", "=", organizationId)
    .where("day", "=", from)
    .execute();
  const grains = (Object.keys(GRAIN_MS) as RollupGrain[]).filter((grain) => to.getTime() > keptSince(grain, nowMs));
  let counted = 0;
  let after: { readonly timestamp: Date; readonly record_id: string } | undefined;
  do {
    let query = transaction
      .selectFrom("request_logs")
      .selectAll()
      .where("organization_id", "=", organizationId)
      .where("timestamp", ">=", from)
      .where("timestamp", "<", to);
    if (after !== undefined) {
      query = query.where(sql<boolean>`(timestamp, record_id) > (${after.timestamp}, ${after.record_id})`);
    }
    const rows = await query.orderBy("timestamp").orderBy("record_id").limit(BATCH_ROWS).execute();
    await addToRollups(transaction, rows.map(recordOf), grains);
    counted += rows.length;
    after = rows.length < BATCH_ROWS ? undefined : rows.at(-1);
  } while (after !== undefined);
  return counted;
}
