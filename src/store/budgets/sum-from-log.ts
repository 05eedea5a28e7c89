import { type Kysely, type RawBuilder, sql } from "kysely";
import { type WindowPeriod, windowOf } from "../../budget-window.ts";
import type { BudgetScope, Database } from "../sql/schema.ts";
import type { SpendWindow } from "./spend-window.ts";

/** A sum to be made, and how it is found again. */
export interface Asked extends SpendWindow {
  readonly organizationId: string;
  /** Of the organization; where the window ends follows from it. */
  readonly timeZone: string;
}

/**
 * What was spent in windows, from the request log, in their order; two statements at most for each scope. Sums of all
 * time are those of the keys' use, which knows more than the log keeps; those of tags reach back as far as the log.
 */
export async function sumFromLog(db: Kysely<Database>, windows: readonly Asked[]): Promise<readonly number[]> {
  const sums = new Map<Asked, number>();
  for (const scope of SCOPES) {
    for (const isTotal of [false, true]) {
      const some = windows.filter((one) => one.scope === scope && (one.period === "total") === isTotal);
      if (some.length === 0) continue;
      const found = await sumOf(db, some, isTotal ? TOTALS[scope] : LOGGED[scope]);
      for (const [index, one] of some.entries()) sums.set(one, found.get(index) ?? 0);
    }
  }
  return windows.map((one) => sums.get(one) ?? 0);
}

async function sumOf(
  db: Kysely<Database>,
  windows: readonly Asked[],
  source: RawBuilder<unknown>,
): Promise<ReadonlyMap<number, number>> {
  const asked = windows.map(({ organizationId, scopeId, period, startMs, timeZone }, place) => ({
    place,
    organization_id: organizationId,
    scope_id: scopeId,
    starts_at: new Date(startMs).toISOString(),
    ends_at: endOf(period, timeZone, startMs),
    // A record without tags has none of any name.
    tag: tagOf(scopeId),
  }));
  const { rows } = await sql<{ place: number; spent: number }>`
    select asked.place, coalesce(spent.nanos, 0)::bigint as spent
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked
      (place integer, organization_id text, scope_id text, starts_at timestamptz, ends_at timestamptz, tag jsonb),
      lateral (${source}) as spent
  `.execute(db);
  return new Map(rows.map(({ place, spent }) => [place, Number(spent)]));
}

function endOf(period: WindowPeriod, timeZone: string, startMs: number): string | null {
  const { endMs } = windowOf(period, timeZone, startMs);
  return Number.isFinite(endMs) ? new Date(endMs).toISOString() : null;
}

function tagOf(scopeId: string): Record<string, string> {
  const at = scopeId.indexOf("=");
  return { [scopeId.slice(0, at)]: scopeId.slice(at + 1) };
}

const SCOPES: readonly BudgetScope[] = ["organization", "project", "key", "tag"];

const IN_WINDOW = sql`
  logs.timestamp >= asked.starts_at and (asked.ends_at is null or logs.timestamp < asked.ends_at)`;

const logged = (condition: RawBuilder<unknown>) => sql`
  select sum(logs.total_nanos) as nanos from request_logs as logs
  where logs.organization_id = asked.organization_id and ${condition} and ${IN_WINDOW}`;

const used = (condition: RawBuilder<unknown>) => sql`
  select sum(usage.spent_nanos) as nanos
  from api_keys join api_key_usage as usage on usage.api_key_id = api_keys.id
  where api_keys.organization_id = asked.organization_id and ${condition}`;

const OF_TAG = logged(sql`logs.tags @> asked.tag`);

const LOGGED: Readonly<Record<BudgetScope, RawBuilder<unknown>>> = {
  organization: logged(sql`true`),
  project: logged(sql`logs.project_id = asked.scope_id`),
  key: logged(sql`logs.api_key_id = asked.scope_id`),
  tag: OF_TAG,
};

const TOTALS: Readonly<Record<BudgetScope, RawBuilder<unknown>>> = {
  organization: used(sql`true`),
  project: used(sql`api_keys.project_id = asked.scope_id`),
  key: used(sql`api_keys.id = asked.scope_id`),
  tag: OF_TAG,
};
