import { type Kysely, sql } from "kysely";

const PROVIDER_KEYS = [
  `create table provider_keys (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    project_id text references projects (id) on delete cascade,
    provider text not null,
    custom_name text,
    wire text check (wire in ('openai', 'anthropic')),
    name text not null,
    fields jsonb not null,
    secrets text,
    hints jsonb not null,
    base_url text,
    priority integer not null,
    weight integer not null check (weight > 0),
    status text not null check (status in ('active', 'inactive')),
    last_tested_at timestamptz,
    last_test_verdict text,
    last_test_message text,
    last_test_latency_ms double precision,
    created_by text references users (id) on delete set null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (case when provider = 'custom' then custom_name is not null and wire is not null and base_url is not null
      else custom_name is null and wire is null end)
  )`,
  "create unique index provider_keys_custom_name on provider_keys (organization_id, custom_name) where custom_name is not null",
  "create index provider_keys_organization on provider_keys (organization_id, created_at desc, id desc)",
  "create index provider_keys_project_id on provider_keys (project_id) where project_id is not null",
  "create table connections_version (singleton boolean primary key default true check (singleton), version bigint not null)",
  "insert into connections_version (version) values (1)",
  // In the database, so that no path forgets it: also connections that go with their organization or project count.
  `create function raise_connections_version() returns trigger language plpgsql as $$
    begin
      update connections_version set version = version + 1;
      return null;
    end $$`,
  // What a test found changes nothing for the data plane, so those columns are left out.
  `create trigger provider_keys_version after insert or delete or update of organization_id, project_id, provider,
    custom_name, wire, fields, secrets, base_url, priority, weight, status on provider_keys
    for each statement execute function raise_connections_version()`,
] as const;

const AUDIT = [
  // No foreign keys: the history of an organization outlives it.
  `create table audit_chains (
    chain text primary key,
    seq bigint not null,
    hash text not null,
    at timestamptz not null,
    purged_seq bigint not null default 0,
    purged_hash text not null,
    retention_days integer check (retention_days between 7 and 365),
    check (purged_seq <= seq)
  )`,
  `create table audit_events (
    chain text not null,
    seq bigint not null,
    id text not null unique,
    at timestamptz not null,
    actor_kind text not null check (actor_kind in ('user', 'token', 'system', 'anonymous')),
    actor_id text,
    actor_label text,
    action text not null,
    outcome text not null check (outcome in ('success', 'denied', 'failure')),
    target_kind text,
    target_id text,
    target_label text,
    before text,
    after text,
    client_ip text,
    user_agent text,
    request_id text,
    prev_hash text not null,
    hash text not null,
    primary key (chain, seq)
  )`,
  "create index audit_events_feed on audit_events (chain, at desc, seq desc)",
  "create index audit_events_actor on audit_events (chain, actor_id, at desc) where actor_id is not null",
  "create index audit_events_target on audit_events (chain, target_id, at desc) where target_id is not null",
  // Rows end only by retention: it first moves the chain's checkpoint past them, and never to the last seven days.
  `create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        if old.at < now() - interval '7 days'
          and old.seq <= (select purged_seq from audit_chains where audit_chains.chain = old.chain) then
          return old;
        end if;
      end if;
      raise exception 'audit events can only be added' using errcode = 'insufficient_privilege';
    end $$`,
  `create trigger audit_events_append_only before update or delete on audit_events
    for each row execute function refuse_audit_change()`,
  `create trigger audit_events_no_truncate before truncate on audit_events
    for each statement execute function refuse_audit_change()`,
  `create function refuse_audit_rewind() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        if new.chain = old.chain and new.seq >= old.seq and new.purged_seq >= old.purged_seq then
          return new;
        end if;
      end if;
      raise exception 'an audit chain can only grow' using errcode = 'insufficient_privilege';
    end $$`,
  `create trigger audit_chains_grow before update or delete on audit_chains
    for each row execute function refuse_audit_rewind()`,
  `create trigger audit_chains_no_truncate before truncate on audit_chains
    for each statement execute function refuse_audit_rewind()`,
] as const;

/** Organizations' own keys of providers, and the audit log. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...PROVIDER_KEYS, ...AUDIT]) await sql.raw(statement).execute(db);
}
