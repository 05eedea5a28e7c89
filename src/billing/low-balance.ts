import { type Kysely, sql } from "kysely";
import { raiseEvent } from "../store/alerts/raise-event.ts";
import type { Clock } from "../store/clock.ts";
import type { Database } from "../store/sql/schema.ts";

const BATCH = 500;

/**
 * Tells organizations whose balance has fallen below the threshold they set, once until it is above again. Gives how
 * many were told.
 */
export async function noteLowBalances({
  db,
  clock,
}: {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
}): Promise<number> {
  const now = new Date(clock.now());
  await sql`
    update billing_accounts account set low_since = null
    from credit_balances balance
    where balance.organization_id = account.organization_id and low_since is not null
      and (low_balance_nanos is null or credited_nanos - debited_nanos >= low_balance_nanos)`.execute(db);
  const { rows } = await sql<{ id: string }>`
    select organization_id as id from billing_accounts join credit_balances using (organization_id)
    where low_since is null and credited_nanos - debited_nanos < low_balance_nanos
    limit ${BATCH}`.execute(db);
  let told = 0;
  for (const { id } of rows) if (await tell(db, id, now)) told += 1;
  return told;
}

async function tell(db: Kysely<Database>, organizationId: string, now: Date): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ balance: string; threshold: string }>`
      update billing_accounts account set low_since = ${now}
      from credit_balances balance
      where account.organization_id = ${organizationId} and balance.organization_id = account.organization_id
        and low_since is null and credited_nanos - debited_nanos < low_balance_nanos
      returning (credited_nanos - debited_nanos)::text as balance, low_balance_nanos::text as threshold`.execute(tx);
    const [row] = rows;
    if (row === undefined) return false;
    const details = { balanceUsd: Number(`${row.balance}e-9`), thresholdUsd: Number(`${row.threshold}e-9`) };
    const dedupeKey = `low_balance:${now.toISOString()}`;
    return await raiseEvent(tx, { organizationId, kind: "low_balance", dedupeKey, details, at: now });
  });
}
