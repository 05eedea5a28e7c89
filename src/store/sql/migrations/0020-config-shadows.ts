import { type Kysely, sql } from "kysely";

const STATEMENTS = [
  // Only what was approved once is tried on traffic, and one version of a project at a time.
  `alter table project_configs add column shadow_percent integer
    check (shadow_percent between 1 and 100),
    add constraint project_configs_shadow_state
      check (shadow_percent is null or state in ('READY_TO_SERVE', 'RETIRED'))`,
  "create unique index project_configs_shadow on project_configs (project_id) where shadow_percent is not null",
  `create trigger project_configs_shadow_version after update on project_configs
    for each row when (old.shadow_percent is distinct from new.shadow_percent)
    execute function raise_served_configs_version()`,
  `create trigger project_configs_shadow_delete after delete on project_configs
    for each row when (old.shadow_percent is not null) execute function raise_served_configs_version()`,
  `create table config_shadow_counts (
    config_id text not null references project_configs (id) on delete cascade,
    route text not null,
    served text not null,
    shadow text not null,
    requests bigint not null,
    last_at timestamptz not null,
    primary key (config_id, route, served, shadow)
  )`,
] as const;

/** Approved configurations that a share of the traffic is planned with, and what came of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
