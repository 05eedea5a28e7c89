import { type Kysely, sql } from "kysely";
import { SETTINGS_DEFAULTS } from "../../store/organization-settings.ts";
import type { Database } from "../../store/sql/schema.ts";

/** A bound of spend with what has been spent in one of its windows. */
export interface WatchedBudget {
  readonly organizationId: string;
  /** Of the table of budgets; else a limit as refusals name it: `daily_usd`, `project_daily_usd`, `key_daily_usd`. */
  readonly budgetId: string;
  readonly name: string;
  readonly scope: "organization" | "project" | "key" | "tag";
  readonly scopeId: string;
  /** Of which the spend is: for a budget of a tag's every value, one of them. */
  readonly spentScopeId: string;
  readonly period: "day" | "week" | "month" | "total";
  readonly limitNanos: number;
  readonly hard: boolean;
  /** Percents of the limit at which the budget itself says that somebody is told. */
  readonly thresholds: readonly number[];
  readonly timeZone: string;
  readonly startsAt: Date;
  readonly spentNanos: number;
}

const DAY_MS = 86_400_000;
/** Windows that have begun longer ago are over; a day has up to 25 hours, and zones differ. */
const LONGEST_DAYS = { day: 2, week: 8, month: 32 } as const;

/** A limit of a settings document under its name; anything but a number counts as none. */
const LIMITS = sql.raw(
  "(values ('daily_usd', 'day'), ('weekly_usd', 'week'), ('monthly_usd', 'month')) as l (id, period)",
);

function limitOf(document: string) {
  const value = `${document} -> l.id`;
  return sql.raw(`case when jsonb_typeof(${value}) = 'number'
    then least(round((${value})::text::numeric * 1e9), 9e18)::bigint end`);
}

/**
 * Every budget, and every limit of an organization, a project and a key, of which enough is spent to tell somebody:
 * its least threshold, or `leastPercent` of whoever asks for less. Also windows that are over lately, which whoever
 * knows the time zone leaves out.
 */
export async function readWatchedBudgets(
  db: Kysely<Database>,
  now: Date,
  leastPercent: number,
): Promise<readonly WatchedBudget[]> {
  const since = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const threshold = sql.raw(`array[case when jsonb_typeof(s.document -> 'alerts' -> 'threshold_percent') = 'number'
    then least(greatest((s.document -> 'alerts' ->> 'threshold_percent')::numeric, 1), 1000)::integer
    else ${SETTINGS_DEFAULTS.thresholdPercent} end, 100]`);
  const { rows } = await sql<Omit<WatchedBudget, "timeZone"> & { timeZone: string | null }>`
    with watched as (
      select organization_id, id, name, scope, scope_id, period, limit_nanos, hard, thresholds
      from budgets where period <> 'request'
      union all
      select s.organization_id, l.id, '', 'organization', s.organization_id, l.period,
        ${limitOf("s.document -> 'limits'")}, true, ${threshold}
      from organization_settings s cross join ${LIMITS}
      union all
      select p.organization_id, 'project_' || l.id, p.name, 'project', p.id, l.period, ${limitOf("p.limits")}, true, ${threshold}
      from projects p left join organization_settings s on s.organization_id = p.organization_id cross join ${LIMITS}
      where p.limits is not null and p.status <> 'deleted'
      union all
      select k.organization_id, 'key_' || l.id, k.description, 'key', k.id, l.period, ${limitOf("k.limits")}, true, ${threshold}
      from api_keys k left join organization_settings s on s.organization_id = k.organization_id cross join ${LIMITS}
      where k.limits is not null and k.status <> 'deleted'
      union all
      select k.organization_id, 'usage-limit', k.description, 'key', k.id, 'total', k.usage_limit_nanos, true, ${threshold}
      from api_keys k left join organization_settings s on s.organization_id = k.organization_id
      where k.usage_limit_nanos is not null and k.status <> 'deleted'
    )
    select b.organization_id as "organizationId", b.id as "budgetId", b.name, b.scope, b.scope_id as "scopeId",
      w.scope_id as "spentScopeId", b.period, b.limit_nanos as "limitNanos", b.hard, b.thresholds,
      o.document ->> 'timeZone' as "timeZone", w.starts_at as "startsAt", w.spent_nanos as "spentNanos"
    from watched b
    join spend_windows w on w.organization_id = b.organization_id and w.scope = b.scope and w.period = b.period
      and case when b.scope = 'tag' and right(b.scope_id, 2) = '=*'
        then starts_with(w.scope_id, left(b.scope_id, -1)) and w.scope_id <> b.scope_id
        else w.scope_id = b.scope_id end
    left join organization_settings o on o.organization_id = b.organization_id
    where b.limit_nanos is not null and w.spent_nanos > 0
      and w.spent_nanos::numeric * 100 >= b.limit_nanos::numeric
        * least(${leastPercent}::integer, 100, (select min(percent) from unnest(b.thresholds) as percent))
      and w.starts_at >= case w.period when 'day' then ${since(LONGEST_DAYS.day)}::timestamptz
        when 'week' then ${since(LONGEST_DAYS.week)}::timestamptz
        when 'month' then ${since(LONGEST_DAYS.month)}::timestamptz
        else '-infinity'::timestamptz end
      and w.starts_at <= ${now}::timestamptz
    order by 1, 4, 5, 6, 7, 2`.execute(db);
  return rows.map((row) => ({ ...row, timeZone: row.timeZone ?? "UTC" }));
}
