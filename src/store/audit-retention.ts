import { type Kysely, sql, type Transaction } from "kysely";
import type { Clock } from "./clock.ts";
import type { Database } from "./sql/schema.ts";
import { GENESIS_HASH } from "./sql/tables/audit.ts";

/** Days that audit events are kept where an organization has set nothing. */
export const AUDIT_RETENTION_DAYS_DEFAULT = 365;
export const AUDIT_RETENTION_DAYS_MIN = 7;
export const AUDIT_RETENTION_DAYS_MAX = 365;

const BATCH_ROWS = 2_000;

/** Days that an organization's audit events are kept. */
export async function auditRetentionDays(db: Kysely<Database>, organizationId: string): Promise<number> {
  const row = await db
    .selectFrom("audit_chains")
    .select("retention_days")
    .where("chain", "=", organizationId)
    .executeTakeFirst();
  return row?.retention_days ?? AUDIT_RETENTION_DAYS_DEFAULT;
}

/** Sets how many days (7 to 365) an organization's audit events are kept; null: as by default. */
export async function setAuditRetentionDays(
  db: Kysely<Database>,
  organizationId: string,
  days: number | null,
): Promise<void> {
  const chain = { chain: organizationId, seq: 0, hash: GENESIS_HASH, purged_seq: 0, purged_hash: GENESIS_HASH };
  await db
    .insertInto("audit_chains")
    .values({ ...chain, at: new Date(0), retention_days: days })
    .onConflict((conflict) => conflict.column("chain").doUpdateSet({ retention_days: days }))
    .execute();
}

/**
 * Removes the audit events whose retention has ended and gives their number. The hash of the last one removed stays as
 * the chain's checkpoint, so that what is left can still be verified.
 */
export async function purgeAudit(db: Kysely<Database>, clock: Clock): Promise<number> {
  const chains = await db.selectFrom("audit_chains").select("chain").whereRef("purged_seq", "<", "seq").execute();
  const nowMs = clock.now();
  let removed = 0;
  for (const { chain } of chains) {
    let batch: number;
    do {
      batch = await db.transaction().execute((transaction) => purgeBatch(transaction, chain, new Date(nowMs)));
      removed += batch;
    } while (batch === BATCH_ROWS);
  }
  return removed;
}

async function purgeBatch(db: Transaction<Database>, chain: string, now: Date): Promise<number> {
  const head = await db
    .selectFrom("audit_chains")
    .select("retention_days")
    .where("chain", "=", chain)
    .forUpdate()
    .executeTakeFirst();
  const days = head?.retention_days ?? AUDIT_RETENTION_DAYS_DEFAULT;
  // The database refuses to remove young events by its own clock, so that clock is not to be ahead of either.
  const cutoff = sql<Date>`least(${now}::timestamptz, now()) - make_interval(days => ${days}::int)`;
  const ended = await db
    .selectFrom("audit_events")
    .select(["seq", "hash"])
    .where("chain", "=", chain)
    .where("at", "<", cutoff)
    .orderBy("seq")
    .limit(BATCH_ROWS)
    .execute();
  const last = ended.at(-1);
  if (last === undefined) return 0;
  await db
    .updateTable("audit_chains")
    .set({ purged_seq: last.seq, purged_hash: last.hash })
    .where("chain", "=", chain)
    .execute();
  await db.deleteFrom("audit_events").where("chain", "=", chain).where("seq", "<=", last.seq).execute();
  return ended.length;
}
