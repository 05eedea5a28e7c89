import { type Kysely, sql } from "kysely";

const TABLES = [
  `create table project_configs (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    project_id text not null references projects (id) on delete cascade,
    version integer not null check (version > 0),
    state text not null check (state in ('DRAFT', 'READY_TO_SERVE', 'SERVED', 'RETIRED')),
    yaml text not null,
    checksum text not null,
    message text,
    created_by jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    approved_by jsonb,
    approved_at timestamptz,
    served_by jsonb,
    served_at timestamptz,
    retired_at timestamptz,
    unique (project_id, version),
    check ((state = 'DRAFT') = (approved_at is null)),
    check ((approved_at is null) = (approved_by is null)),
    check ((served_at is not null) = (state in ('SERVED', 'RETIRED')))
  )`,
  "create unique index project_configs_served on project_configs (project_id) where state = 'SERVED'",
  "create index project_configs_organization on project_configs (organization_id)",
  // Apart from the configurations: the number of one that was deleted is never given again.
  `create table project_config_versions (
    project_id text primary key references projects (id) on delete cascade,
    last_version integer not null
  )`,
  `create table project_config_events (
    id bigint generated always as identity primary key,
    config_id text not null references project_configs (id) on delete cascade,
    at timestamptz not null,
    actor jsonb not null,
    action text not null,
    from_state text,
    to_state text not null,
    message text
  )`,
  "create index project_config_events_config on project_config_events (config_id, id desc)",
  `create table project_secrets (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    project_id text not null references projects (id) on delete cascade,
    name text not null,
    secret text not null,
    hint text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (project_id, name)
  )`,
  "create index project_secrets_organization on project_secrets (organization_id)",
  "alter table projects add column served_config_id text",
  `create table served_configs_version (
    singleton boolean primary key default true check (singleton), version bigint not null
  )`,
  "insert into served_configs_version (version) values (1)",
] as const;

/** In the database, so that no path forgets it: also what goes with its project or organization counts. */
const TRIGGERS = [
  `create function raise_served_configs_version() returns trigger language plpgsql as $$
    begin
      update served_configs_version set version = version + 1;
      return null;
    end $$`,
  `create function note_served_config() returns trigger language plpgsql as $$
    begin
      if tg_op <> 'INSERT' then
        if old.state = 'SERVED' then
          update projects set served_config_id = null where id = old.project_id and served_config_id = old.id;
        end if;
      end if;
      if tg_op <> 'DELETE' then
        if new.state = 'SERVED' then
          update projects set served_config_id = new.id where id = new.project_id;
        end if;
      end if;
      update served_configs_version set version = version + 1;
      return null;
    end $$`,
  `create trigger project_configs_served_insert after insert on project_configs
    for each row when (new.state = 'SERVED') execute function note_served_config()`,
  `create trigger project_configs_served_update after update on project_configs
    for each row when (old.state = 'SERVED' or new.state = 'SERVED') execute function note_served_config()`,
  `create trigger project_configs_served_delete after delete on project_configs
    for each row when (old.state = 'SERVED') execute function note_served_config()`,
  `create trigger projects_served_version after update on projects for each row
    when (old.served_config_id is not null and (old.slug, old.status, old.organization_id)
      is distinct from (new.slug, new.status, new.organization_id))
    execute function raise_served_configs_version()`,
  `create trigger organizations_served_version after update on organizations for each row
    when (old.status is distinct from new.status) execute function raise_served_configs_version()`,
  `create trigger project_secrets_version after insert or delete or update of project_id, name, secret on project_secrets
    for each statement execute function raise_served_configs_version()`,
] as const;

/** Configurations of projects with their history and secrets, and what of them is served. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...TABLES, ...TRIGGERS]) await sql.raw(statement).execute(db);
}
