import { sql, type Transaction } from "kysely";
import { type WindowPeriod, windowOf } from "../../budget-window.ts";
import type { RequestRecord } from "../../gateway/metering/record.ts";
import type { BudgetScope, Database } from "../sql/schema.ts";
import { lockSpend, timeZonesOf } from "./spend-window.ts";
import { type Asked, sumFromLog } from "./sum-from-log.ts";
import { type TagBudgets, tagBudgetsOf } from "./tag-budgets.ts";

const PERIODS: readonly WindowPeriod[] = ["day", "week", "month", "total"];

/** What a record adds, in the texts and numbers of its row in the log. */
export interface Spend {
  readonly organizationId: string;
  readonly projectId: string | null;
  readonly apiKeyId: string | null;
  readonly atMs: number;
  readonly nanos: number;
  readonly tags: Readonly<Record<string, string>>;
}

interface Addition extends Asked {
  readonly nanos: number;
}

/**
 * Adds what requests cost to the sums of their organizations, projects and keys, and of those of their tags that have a
 * budget: by day, week and month of the organization's time zone, and of all time. For whoever has just written their
 * rows into the log and added to their keys' use, in the same transaction; `rowOf` reads a record as its row says it.
 * A sum that is not there so far is made from the log, which has these records already.
 */
export async function addSpend(
  tx: Transaction<Database>,
  inserted: readonly RequestRecord[],
  rowOf: (record: RequestRecord) => Spend | null,
): Promise<void> {
  const spends = inserted.map(rowOf).filter((spend) => spend !== null && spend.nanos !== 0) as readonly Spend[];
  if (spends.length === 0) return;
  const organizationIds = [...new Set(spends.map(({ organizationId }) => organizationId))];
  await lockSpend(tx, organizationIds);
  const zones = await timeZonesOf(tx, organizationIds);
  const budgets = await tagBudgetsOf(tx, organizationIds);
  const additions = new Map<string, Addition>();
  for (const spend of spends) addTo(additions, spend, zones.get(spend.organizationId) ?? "UTC", budgets);
  const missing = await addToKnown(tx, additions);
  await insertSums(tx, missing);
}

function addTo(additions: Map<string, Addition>, spend: Spend, timeZone: string, budgets: TagBudgets): void {
  const { organizationId, atMs, nanos } = spend;
  const add = (scope: BudgetScope, scopeId: string, period: WindowPeriod): void => {
    const { startMs } = windowOf(period, timeZone, atMs);
    const name = JSON.stringify([organizationId, scope, scopeId, period, startMs]);
    const before = additions.get(name)?.nanos ?? 0;
    additions.set(name, { organizationId, scope, scopeId, period, startMs, timeZone, nanos: before + nanos });
  };
  for (const period of PERIODS) {
    add("organization", organizationId, period);
    if (spend.projectId !== null) add("project", spend.projectId, period);
    if (spend.apiKeyId !== null) add("key", spend.apiKeyId, period);
  }
  for (const [tag, period] of budgets.of(organizationId, spend.tags)) add("tag", tag, period);
}

/** Adds to the sums that are there, and gives the others. */
async function addToKnown(
  tx: Transaction<Database>,
  additions: ReadonlyMap<string, Addition>,
): Promise<readonly Addition[]> {
  const list = [...additions.values()];
  const rows = list.map(({ organizationId, scope, scopeId, period, startMs, nanos }, place) => ({
    place,
    organization_id: organizationId,
    scope,
    scope_id: scopeId,
    period,
    starts_at: new Date(startMs).toISOString(),
    nanos,
  }));
  const { rows: known } = await sql<{ place: number }>`
    update spend_windows as sums set spent_nanos = sums.spent_nanos + added.nanos
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as added
      (place integer, organization_id text, scope text, scope_id text, period text, starts_at timestamptz, nanos bigint)
    where sums.organization_id = added.organization_id and sums.scope = added.scope
      and sums.scope_id = added.scope_id and sums.period = added.period and sums.starts_at = added.starts_at
    returning added.place
  `.execute(tx);
  const places = new Set(known.map(({ place }) => place));
  return list.filter((_, place) => !places.has(place));
}

/** Makes sums from the log, and gives them in their order. The caller holds the organizations' sums. */
export async function insertSums(tx: Transaction<Database>, windows: readonly Asked[]): Promise<readonly number[]> {
  if (windows.length === 0) return [];
  const sums = await sumFromLog(tx, windows);
  const rows = windows.map(({ organizationId, scope, scopeId, period, startMs }, index) => ({
    organization_id: organizationId,
    scope,
    scope_id: scopeId,
    period,
    starts_at: new Date(startMs).toISOString(),
    spent_nanos: sums[index] ?? 0,
  }));
  await sql`
    insert into spend_windows (organization_id, scope, scope_id, period, starts_at, spent_nanos)
    select organization_id, scope, scope_id, period, starts_at, spent_nanos
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as made (
      organization_id text, scope text, scope_id text, period text, starts_at timestamptz, spent_nanos bigint
    )
    on conflict do nothing
  `.execute(tx);
  return sums;
}
