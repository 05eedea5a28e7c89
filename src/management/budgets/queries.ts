import { type Kysely, type Selectable, sql } from "kysely";
import { windowOf } from "../../budget-window.ts";
import { dollars } from "../../gateway/metering/cost.ts";
import { readSpent } from "../../store/budgets/read-spent.ts";
import { timeZonesOf } from "../../store/budgets/spend-window.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { BudgetsTable } from "../../store/sql/tables/budgets.ts";
import { afterCursor, pageOf } from "../http/newest-first.ts";
import type { BudgetsQuery, BudgetView } from "./schema.ts";

export type BudgetRow = Selectable<BudgetsTable>;

/** What reading budgets needs. */
export interface BudgetReader {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
}

/** A budget in these organizations; null when there is none. */
export async function findBudget(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  budgetId: string,
): Promise<BudgetRow | null> {
  if (organizationIds.length === 0) return null;
  const row = await db
    .selectFrom("budgets")
    .selectAll()
    .where("organization_id", "in", [...organizationIds])
    .where("id", "=", budgetId)
    .executeTakeFirst();
  return row ?? null;
}

/** Budgets of these organizations, newest first. */
export async function listBudgets(
  reader: BudgetReader,
  organizationIds: readonly string[],
  { scope, scopeId, limit, cursor }: BudgetsQuery,
): Promise<{ readonly budgets: BudgetView[]; readonly nextCursor: string | null }> {
  let query = reader.db
    .selectFrom("budgets")
    .selectAll()
    .where("organization_id", "in", [...organizationIds]);
  if (scope !== undefined) query = query.where("scope", "=", scope);
  if (scopeId !== undefined) query = query.where("scope_id", "=", scopeId);
  if (cursor !== undefined) query = query.where(afterCursor(cursor, { at: "created_at", id: "id" }));
  const found = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const { rows, nextCursor } = pageOf(found, limit);
  return { budgets: await toBudgets(reader, rows), nextCursor };
}

/** Rows as the API shows them, with what was spent in their present windows. */
export async function toBudgets({ db, clock }: BudgetReader, rows: readonly BudgetRow[]): Promise<BudgetView[]> {
  if (rows.length === 0) return [];
  const nowMs = clock.now();
  const organizationIds = [...new Set(rows.map((row) => row.organization_id))];
  const zones = await timeZonesOf(db, organizationIds);
  const spent = new Map<string, Spent>();
  for (const organizationId of organizationIds) {
    const timeZone = zones.get(organizationId) ?? "UTC";
    const own = rows.filter((row) => row.organization_id === organizationId);
    for (const [id, of] of await spentOf(db, organizationId, own, { timeZone, nowMs })) spent.set(id, of);
  }
  return rows.map((row) => toBudget(row, spent.get(row.id) ?? null));
}

/** How a budget stands. */
interface Spent {
  readonly nanos: number;
  readonly endMs: number;
  readonly topTag: string | null;
}

async function spentOf(
  db: Kysely<Database>,
  organizationId: string,
  rows: readonly BudgetRow[],
  { timeZone, nowMs }: { readonly timeZone: string; readonly nowMs: number },
): Promise<ReadonlyMap<string, Spent>> {
  const counted = rows.flatMap(({ id, scope, scope_id: scopeId, period }) =>
    period === "request" ? [] : [{ id, scope, scopeId, period, ...windowOf(period, timeZone, nowMs) }],
  );
  const single = counted.filter(({ scope, scopeId }) => !isAnyValue(scope, scopeId));
  const sums = await readSpent(db, organizationId, single);
  const found = new Map<string, Spent>();
  for (const [index, { id, endMs }] of single.entries())
    found.set(id, { nanos: sums[index] ?? 0, endMs, topTag: null });
  const top = await topTags(
    db,
    organizationId,
    counted.filter((one) => !single.includes(one)),
  );
  for (const [id, of] of top) found.set(id, of);
  return found;
}

interface Counted {
  readonly id: string;
  readonly scopeId: string;
  readonly period: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Of each `name=*` the value that spent most in the window. */
async function topTags(
  db: Kysely<Database>,
  organizationId: string,
  budgets: readonly Counted[],
): Promise<ReadonlyMap<string, Spent>> {
  if (budgets.length === 0) return new Map();
  const asked = budgets.map(({ scopeId, period, startMs }, place) => {
    const prefix = scopeId.slice(0, -1);
    return { place, prefix, after: `${prefix.slice(0, -1)}>`, period, starts_at: new Date(startMs).toISOString() };
  });
  const { rows } = await sql<{ place: number; tag: string | null; spent: number | null }>`
    select asked.place, top.scope_id as tag, top.spent_nanos as spent
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked
      (place integer, prefix text, "after" text, period text, starts_at timestamptz)
    left join lateral (
      select scope_id, spent_nanos from spend_windows as sums
      where sums.organization_id = ${organizationId} and sums.scope = 'tag'
        and sums.scope_id >= asked.prefix and sums.scope_id < asked.after
        and sums.period = asked.period and sums.starts_at = asked.starts_at
      order by spent_nanos desc, scope_id limit 1
    ) as top on true
  `.execute(db);
  return new Map(
    rows.flatMap(({ place, tag, spent }) => {
      const budget = budgets[place];
      return budget === undefined ? [] : [[budget.id, { nanos: Number(spent ?? 0), endMs: budget.endMs, topTag: tag }]];
    }),
  );
}

function isAnyValue(scope: string, scopeId: string): boolean {
  return scope === "tag" && scopeId.endsWith("=*") && scopeId.indexOf("=") === scopeId.length - 2;
}

/** A row as the API shows it; what was spent is null for budgets by request. */
export function toBudget(row: BudgetRow, spent: Spent | null): BudgetView {
  return {
    ...settled(row),
    spentUsd: spent === null ? null : dollars(spent.nanos),
    remainingUsd: spent === null ? null : dollars(Math.max(0, row.limit_nanos - spent.nanos)),
    resetsAt: spent === null || !Number.isFinite(spent.endMs) ? null : new Date(spent.endMs).toISOString(),
    topTag: spent?.topTag ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** What somebody set. */
export function settled(row: BudgetRow) {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    scope: row.scope,
    scopeId: row.scope_id,
    period: row.period,
    limitUsd: dollars(row.limit_nanos),
    hard: row.hard,
    allowUnpriced: row.allow_unpriced,
    thresholds: [...row.thresholds],
  };
}
