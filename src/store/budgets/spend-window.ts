import { type Kysely, sql, type Transaction } from "kysely";
import type { WindowPeriod } from "../../budget-window.ts";
import type { BudgetScope, Database } from "../sql/schema.ts";

/** One sum: of what, and in which time. */
export interface SpendWindow {
  readonly scope: BudgetScope;
  /** Of a tag `name=value`. */
  readonly scopeId: string;
  readonly period: WindowPeriod;
  /** Unix milliseconds; of `total` 0. */
  readonly startMs: number;
}

const LOCK = 7_401_300_000_009n;

/**
 * Holds the sums of these organizations until the transaction ends. Whoever adds to sums, makes them from the log or
 * removes them holds it, from before the first look at a time zone, a budget or a sum: so no sum is made of a log that
 * lacks what another transaction, not yet ended, has added or is about to.
 */
export async function lockSpend(tx: Transaction<Database>, organizationIds: readonly string[]): Promise<void> {
  const sorted = [...new Set(organizationIds)].sort();
  await sql`
    select pg_advisory_xact_lock(hashtextextended(id, ${sql.lit(LOCK)}))
    from (select id from unnest(${sorted}::text[]) with ordinality as given (id, place) order by place) as ordered
  `.execute(tx);
}

/** The time zones of organizations; those that set none are absent. */
export async function timeZonesOf(
  db: Kysely<Database>,
  organizationIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom("organization_settings")
    .where("organization_id", "in", [...organizationIds])
    .select(["organization_id", sql<string | null>`document ->> 'timeZone'`.as("zone")])
    .execute();
  return new Map(rows.flatMap(({ organization_id: id, zone }) => (zone === null ? [] : [[id, zone] as const])));
}

/** An organization's sums as rows of parameters. */
export function windowRows(organizationId: string, windows: readonly SpendWindow[]) {
  return windows.map(({ scope, scopeId, period, startMs }) => ({
    organization_id: organizationId,
    scope,
    scope_id: scopeId,
    period,
    starts_at: new Date(startMs).toISOString(),
  }));
}

/** Forgets an organization's sums, but for those of all time: after its time zone has changed they begin elsewhere. */
export async function forgetWindows(tx: Transaction<Database>, organizationId: string): Promise<void> {
  await lockSpend(tx, [organizationId]);
  await tx
    .deleteFrom("spend_windows")
    .where("organization_id", "=", organizationId)
    .where("period", "<>", "total")
    .execute();
}

/** Forgets the sums of tags that no budget bounds any more: nobody adds to them from now on. */
export async function forgetUnboundedTags(tx: Transaction<Database>, organizationId: string): Promise<void> {
  await lockSpend(tx, [organizationId]);
  await sql`
    delete from spend_windows as sums
    where organization_id = ${organizationId} and scope = 'tag' and not exists (
      select from budgets
      where budgets.organization_id = sums.organization_id and budgets.scope = 'tag'
        and budgets.period = sums.period and budgets.scope_id in (sums.scope_id, ${anyValueOf("sums.scope_id")})
    )
  `.execute(tx);
}

/** In SQL, the scope id of the budget for each value of a tag: `name=*` of `name=value`. */
export function anyValueOf(column: string) {
  return sql`split_part(${sql.ref(column)}, '=', 1) || '=*'`;
}
