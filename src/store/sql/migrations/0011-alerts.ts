import { type Kysely, sql } from "kysely";

const STATEMENTS = [
  `create table alert_channels (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    name text not null,
    kind text not null check (kind in ('webhook', 'mail')),
    format text check (format in ('json', 'slack')),
    origin text,
    recipients jsonb not null,
    secret text,
    from_settings boolean not null default false,
    enabled boolean not null,
    disabled_reason text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (case kind when 'webhook' then origin is not null and format is not null and secret is not null
      else origin is null and format is null and secret is null end)
  )`,
  "create index alert_channels_organization on alert_channels (organization_id, created_at desc, id desc)",
  // The webhook of the organization's settings is a channel like the others, and there is one.
  "create unique index alert_channels_from_settings on alert_channels (organization_id) where from_settings",
  `create table alert_rules (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    name text not null,
    kind text not null,
    scope jsonb not null,
    thresholds jsonb not null,
    channels jsonb,
    enabled boolean not null,
    muted_until timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  "create index alert_rules_organization on alert_rules (organization_id, created_at desc, id desc)",
  `create table alert_events (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    kind text not null,
    severity text not null check (severity in ('info', 'warning', 'critical')),
    dedupe_key text not null,
    details jsonb not null,
    raised_at timestamptz not null,
    resolved_at timestamptz,
    routed_at timestamptz,
    unique (organization_id, dedupe_key)
  )`,
  "create index alert_events_feed on alert_events (organization_id, raised_at desc, id desc)",
  "create index alert_events_age on alert_events (raised_at)",
  "create index alert_events_unrouted on alert_events (raised_at) where routed_at is null",
  "create index alert_events_open on alert_events (organization_id, kind) where resolved_at is null",
  // A delivery outlives its channel: the log says what was sent to it.
  `create table alert_deliveries (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    event_id text not null references alert_events (id) on delete cascade,
    channel_id text not null,
    recipient text not null,
    status text not null check (status in ('pending', 'delivered', 'failed')),
    attempts integer not null,
    next_at timestamptz,
    claim bigint not null default 0,
    last_status integer,
    last_error text,
    last_body text,
    response_ms double precision,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (event_id, channel_id, recipient),
    check ((status = 'pending') = (next_at is not null))
  )`,
  "create index alert_deliveries_due on alert_deliveries (next_at) where status = 'pending'",
  "create index alert_deliveries_feed on alert_deliveries (organization_id, created_at desc, id desc)",
  "create index alert_deliveries_channel on alert_deliveries (channel_id)",
  "create index alert_deliveries_age on alert_deliveries (created_at)",
  `create table alert_leases (
    name text primary key,
    holder text not null,
    until timestamptz not null
  )`,
] as const;

/** What organizations are told of: rules, channels, what happened, and what was sent of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
