import { type Kysely, sql } from "kysely";

const STATEMENTS = [
  "alter table projects add column rate_limits jsonb, add column limits jsonb",
  "alter table api_keys add column limits jsonb",
  // Tells readers that the budgets are others; its change reaches the data plane as every change of an organization.
  "alter table organizations add column budgets_version bigint not null default 0",
  `create table budgets (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    scope text not null check (scope in ('organization', 'project', 'key', 'tag')),
    scope_id text not null,
    period text not null check (period in ('request', 'day', 'week', 'month', 'total')),
    limit_nanos bigint not null check (limit_nanos >= 0),
    hard boolean not null,
    allow_unpriced boolean not null,
    thresholds integer[] not null default '{80,100}',
    name text not null,
    created_by text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, scope, scope_id, period, hard)
  )`,
  "create index budgets_list on budgets (organization_id, created_at desc, id desc)",
  `create function note_budget_change() returns trigger language plpgsql as $$
    begin
      update organizations set budgets_version = budgets_version + 1
      where id = coalesce(new.organization_id, old.organization_id);
      return null;
    end $$`,
  `create trigger budgets_change after insert or update or delete on budgets
    for each row execute function note_budget_change()`,
  // No foreign keys: sums outlive what they are of, as the log does.
  `create table spend_windows (
    organization_id text collate "C" not null,
    scope text collate "C" not null,
    scope_id text collate "C" not null,
    period text collate "C" not null check (period in ('day', 'week', 'month', 'total')),
    starts_at timestamptz not null,
    spent_nanos bigint not null,
    primary key (organization_id, scope, scope_id, period, starts_at)
  )`,
  "create index spend_windows_age on spend_windows (period, starts_at) where period <> 'total'",
] as const;

/** Budgets, what was spent in their windows, and limits of projects and of keys by time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
