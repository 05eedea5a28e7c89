import { type Kysely, sql, type Transaction } from "kysely";
import { windowOf } from "../../budget-window.ts";
import type { Database } from "../sql/schema.ts";
import { insertSums } from "./add-spend.ts";
import { lockSpend, type SpendWindow, timeZonesOf, windowRows } from "./spend-window.ts";
import { type Asked, sumFromLog } from "./sum-from-log.ts";
import { tagBudgetsOf } from "./tag-budgets.ts";

/** A sum, or what the organization's credits have paid in all (its scope id and its start mean nothing then). */
export type SpentQuery = SpendWindow | (Omit<SpendWindow, "scope"> & { readonly scope: "credits" });

/**
 * What was spent in windows of one organization, in their order, nano-dollars. One query as a rule; a sum that is not
 * there so far, as of a tag whose budget is new, is made from the log and kept.
 */
export async function readSpent(
  db: Kysely<Database>,
  organizationId: string,
  queries: readonly SpentQuery[],
): Promise<readonly number[]> {
  if (queries.length === 0) return [];
  const known = await readKnown(db, organizationId, queries);
  const missing = queries.filter((one, place) => one.scope !== "credits" && !known.has(place)) as SpendWindow[];
  const made = new Map<SpentQuery, number>();
  if (missing.length > 0) {
    const sums = await db.transaction().execute((tx) => makeSums(tx, organizationId, missing));
    for (const [index, one] of missing.entries()) made.set(one, sums[index] ?? 0);
  }
  return queries.map((one, place) => known.get(place) ?? made.get(one) ?? 0);
}

async function readKnown(
  db: Kysely<Database>,
  organizationId: string,
  queries: readonly SpentQuery[],
): Promise<ReadonlyMap<number, number>> {
  const wanted = windowRows(organizationId, queries as readonly SpendWindow[]);
  const asked = JSON.stringify(wanted.map((row, place) => ({ ...row, place })));
  const { rows } = await sql<{ place: number; spent: number }>`
    select asked.place, case asked.scope
      when 'credits' then (select debited_nanos from credit_balances where organization_id = ${organizationId})
      else sums.spent_nanos end as spent
    from jsonb_to_recordset(${asked}::jsonb) as asked
      (place integer, organization_id text, scope text, scope_id text, period text, starts_at timestamptz)
    left join spend_windows as sums on sums.organization_id = asked.organization_id and sums.scope = asked.scope
      and sums.scope_id = asked.scope_id and sums.period = asked.period and sums.starts_at = asked.starts_at
  `.execute(db);
  return new Map(rows.flatMap(({ place, spent }) => (spent === null ? [] : [[place, Number(spent)] as const])));
}

/** Makes the sums that are missing once they can be; whoever was faster has kept them meanwhile. */
async function makeSums(
  tx: Transaction<Database>,
  organizationId: string,
  windows: readonly SpendWindow[],
): Promise<readonly number[]> {
  await lockSpend(tx, [organizationId]);
  const known = await readKnown(tx, organizationId, windows);
  const timeZone = (await timeZonesOf(tx, [organizationId])).get(organizationId) ?? "UTC";
  const missing = windows
    .filter((_, place) => !known.has(place))
    .map((one): Asked => ({ ...one, organizationId, timeZone }));
  const isKept = await keptOnes(tx, organizationId, missing);
  const kept = missing.filter(isKept);
  const passing = missing.filter((one) => !isKept(one));
  const sums = new Map<string, number>();
  for (const [index, sum] of (await insertSums(tx, kept)).entries()) note(sums, kept[index], sum);
  for (const [index, sum] of (await sumFromLog(tx, passing)).entries()) note(sums, passing[index], sum);
  return windows.map((one, place) => known.get(place) ?? sums.get(nameOf(one)) ?? 0);
}

/**
 * Only sums that requests are added to from now on are kept: windows that begin where those of the present time zone
 * do, and tags that a budget bounds. Others are asked for by processes that have not heard of a change yet.
 */
async function keptOnes(
  tx: Transaction<Database>,
  organizationId: string,
  windows: readonly Asked[],
): Promise<(window: Asked) => boolean> {
  const budgets = windows.some(({ scope }) => scope === "tag") ? await tagBudgetsOf(tx, [organizationId]) : null;
  return ({ scope, scopeId, period, startMs, timeZone }) => {
    if (windowOf(period, timeZone, startMs).startMs !== startMs) return false;
    if (scope !== "tag") return true;
    const at = scopeId.indexOf("=");
    const tags = { [scopeId.slice(0, at)]: scopeId.slice(at + 1) };
    return budgets?.of(organizationId, tags).some(([, bounded]) => bounded === period) ?? false;
  };
}

function note(sums: Map<string, number>, window: SpendWindow | undefined, sum: number): void {
  if (window !== undefined) sums.set(nameOf(window), sum);
}

function nameOf({ scope, scopeId, period, startMs }: SpendWindow): string {
  return JSON.stringify([scope, scopeId, period, startMs]);
}
