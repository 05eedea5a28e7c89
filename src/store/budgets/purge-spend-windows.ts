import { type Kysely, sql } from "kysely";
import type { Clock } from "../clock.ts";
import type { Database } from "../sql/schema.ts";

const DAY_MS = 86_400_000;
/** Longer than any window lasts and any record can be late; what is asked for later is made from the log. */
const KEPT_DAYS = 100;

/** Removes sums of windows that ended long ago, and gives their number. */
export async function purgeSpendWindows(db: Kysely<Database>, clock: Clock): Promise<number> {
  const before = new Date(clock.now() - KEPT_DAYS * DAY_MS);
  const { numAffectedRows } = await sql`
    delete from spend_windows where period <> 'total' and starts_at < ${before}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
