import { type Kysely, sql } from "kysely";

const TABLES = [
  "alter table projects add column routing_preferences jsonb",
  "create index projects_list on projects (organization_id, created_at desc, id desc)",
  `alter table api_keys
    add column status_reason text check (status_reason in ('manual', 'usage_limit')),
    add column rotation_reminder_days integer check (rotation_reminder_days > 0),
    add column rotated_at timestamptz`,
  "update api_keys set status_reason = 'manual' where status = 'inactive'",
  "alter table api_keys add check (status_reason is null or status = 'inactive')",
  "create index api_keys_list on api_keys (organization_id, created_at desc, id desc)",
  `create table retired_secrets (
    hash text primary key,
    api_key_id text not null references api_keys (id) on delete cascade,
    valid_until timestamptz not null,
    created_at timestamptz not null
  )`,
  "create index retired_secrets_api_key_id on retired_secrets (api_key_id)",
  `create table organization_settings (
    organization_id text primary key references organizations (id) on delete cascade,
    document jsonb not null,
    version bigint not null,
    updated_at timestamptz not null
  )`,
] as const;

const CHANGES = [
  // No foreign keys: it also tells of what is no more.
  `create table key_changes (
    id bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    at timestamptz not null default clock_timestamp(),
    kind text not null,
    organization_id text not null,
    project_id text,
    api_key_id text,
    status text
  )`,
  "create index key_changes_xid on key_changes (xid, id)",
  "create index key_changes_at on key_changes (at)",
  // In the database, so that no path forgets it. Its argument says what the table holds.
  `create function note_key_change() returns trigger language plpgsql as $$
    declare
      before jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
      after jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
      one jsonb := coalesce(after, before);
    begin
      insert into key_changes (kind, organization_id, project_id, api_key_id, status) values (
        tg_argv[0],
        case tg_argv[0] when 'organization' then one ->> 'id' else one ->> 'organization_id' end,
        case tg_argv[0] when 'project' then one ->> 'id' when 'key' then one ->> 'project_id' end,
        case tg_argv[0] when 'key' then one ->> 'id' end,
        case
          when tg_argv[0] = 'settings' then null
          when tg_op = 'DELETE' then 'deleted'
          when before ->> 'status' is distinct from after ->> 'status' then after ->> 'status'
        end
      );
      delete from key_changes where id in (
        select id from key_changes where at < clock_timestamp() - interval '1 hour' limit 100 for update skip locked
      );
      return null;
    end $$`,
  // New keys, projects and organizations are in nobody's memory.
  ...["api_keys key", "projects project", "organizations organization"].map((each) => {
    const [table, kind] = each.split(" ");
    return `create trigger ${table}_change after update or delete on ${table}
      for each row execute function note_key_change('${kind}')`;
  }),
  `create trigger organization_settings_change after insert or update or delete on organization_settings
    for each row execute function note_key_change('settings')`,
] as const;

/** Routing preferences, rotation, organizations' settings, and a feed of what the data plane must know of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...TABLES, ...CHANGES]) await sql.raw(statement).execute(db);
}
