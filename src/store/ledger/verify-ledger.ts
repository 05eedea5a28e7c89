import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "../sql/schema.ts";
import type { LedgerFinding } from "../sql/tables/ledger.ts";

/** Enough to see what is wrong, and never a flood. */
const FINDINGS_MAX = 1_000;

export interface VerifyOptions {
  /**
   * First day (UTC) whose request log is compared, such as `2026-11-01`: earlier ones may be removed already. Absent:
   * the log is compared from its beginning.
   */
  readonly logsSince?: string | undefined;
}

/**
 * Checks that all of it agrees: every transaction adds up to nought; balances are the sums of entries; booked usage is
 * what invoices say; and each day's usage is the sum of its request log. Read at one moment. Gives what does not.
 */
export async function verifyLedger(
  db: Kysely<Database>,
  { logsSince = "0001-01-01" }: VerifyOptions = {},
): Promise<readonly LedgerFinding[]> {
  return await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (tx) => {
      const found: LedgerFinding[] = [];
      for (const check of [UNBALANCED, BALANCES, USAGE, logs(logsSince)]) {
        const { rows } = await sql<LedgerFinding>`${check} order by 1, 3 limit ${FINDINGS_MAX - found.length}`.execute(
          tx,
        );
        found.push(...rows);
      }
      return found;
    });
}

type Check = RawBuilder<unknown>;

const UNBALANCED: Check = sql`
  select booked.organization_id as "organizationId", 'unbalanced' as what, booked.id as "where", '0' as expected,
    coalesce(sum(entry.amount_nanos), 0)::text as found
  from ledger_transactions booked left join ledger_entries entry on entry.transaction_id = booked.id
  group by booked.id
  having coalesce(sum(entry.amount_nanos), 0) <> 0 or count(entry.account) < 2
    or bool_or(entry.organization_id <> booked.organization_id)`;

const BALANCES: Check = sql`
  with booked as (
    select entry.organization_id,
      sum(case when kind = 'usage' then 0 else amount_nanos end) as credited,
      sum(case when kind = 'usage' then -amount_nanos else 0 end) as debited
    from ledger_entries entry join ledger_transactions on ledger_transactions.id = entry.transaction_id
    where account = 'credits'
    group by entry.organization_id
  )
  select organization_id as "organizationId", 'balance' as what, null as "where",
    (coalesce(booked.credited, 0) - coalesce(booked.debited, 0))::text as expected,
    (coalesce(kept.credited_nanos, 0) - coalesce(kept.debited_nanos, 0))::text as found
  from booked full join credit_balances kept using (organization_id)
  where coalesce(booked.credited, 0) <> coalesce(kept.credited_nanos, 0)
    or coalesce(booked.debited, 0) <> coalesce(kept.debited_nanos, 0)`;

const USAGE: Check = sql`
  with booked as (
    select entry.organization_id, to_char(created_at at time zone 'utc', 'YYYY-MM') as month,
      sum(case account when 'provider_cost' then amount_nanos else 0 end) as cost,
      sum(case account when 'platform_fees' then amount_nanos else 0 end) as fee
    from ledger_entries entry join ledger_transactions on ledger_transactions.id = entry.transaction_id
    where kind = 'usage'
    group by 1, 2
  ), billed as (
    select organization_id, to_char(month, 'YYYY-MM') as month, sum(provider_cost_nanos) as cost, sum(fee_nanos) as fee
    from billed_usage group by 1, 2
  )
  select organization_id as "organizationId", 'usage' as what, month as "where",
    (coalesce(booked.cost, 0) + coalesce(booked.fee, 0))::text as expected,
    (coalesce(billed.cost, 0) + coalesce(billed.fee, 0))::text as found
  from booked full join billed using (organization_id, month)
  where coalesce(booked.cost, 0) <> coalesce(billed.cost, 0) or coalesce(booked.fee, 0) <> coalesce(billed.fee, 0)`;

function logs(since: string): Check {
  return sql`
    with logged as (
      select organization_id, (timestamp at time zone 'utc')::date as day, sum(total_nanos) as total,
        sum(fee_nanos) as fee, count(*) as requests
      from request_logs
      where paid_by = 'credits' and total_nanos is not null and organization_id is not null
        and timestamp >= ${since}::date::timestamp at time zone 'utc'
      group by 1, 2
    ), billed as (
      select organization_id, day, sum(provider_cost_nanos + fee_nanos) as total, sum(fee_nanos) as fee,
        sum(requests) as requests
      from billed_usage where day >= ${since}::date
      group by 1, 2
    )
    select organization_id as "organizationId", 'logs' as what, to_char(day, 'YYYY-MM-DD') as "where",
      coalesce(logged.total, 0)::text as expected, coalesce(billed.total, 0)::text as found
    from logged full join billed using (organization_id, day)
    where coalesce(logged.total, 0) <> coalesce(billed.total, 0) or coalesce(logged.fee, 0) <> coalesce(billed.fee, 0)
      or coalesce(logged.requests, 0) <> coalesce(billed.requests, 0)`;
}

/** Keeps what a check found, for whoever asks. */
export async function keepFindings(db: Kysely<Database>, findings: readonly LedgerFinding[], at: Date): Promise<void> {
  const row = { at, findings: JSON.stringify(findings) };
  await db
    .insertInto("ledger_checks")
    .values(row)
    .onConflict((conflict) => conflict.column("singleton").doUpdateSet(row))
    .execute();
}
