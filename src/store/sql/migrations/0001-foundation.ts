import { type Kysely, sql } from "kysely";

const STATEMENTS = [
  `create table organizations (
    id text primary key,
    name text not null,
    plan text not null default 'free' check (plan in ('free', 'starter', 'pro', 'enterprise')),
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create table users (
    id text primary key,
    name text not null,
    email text not null unique,
    email_verified boolean not null default false,
    image text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create table sessions (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    token text not null unique,
    expires_at timestamptz not null,
    ip_address text,
    user_agent text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  "create index sessions_user_id on sessions (user_id)",
  `create table accounts (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    account_id text not null,
    provider_id text not null,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    password text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (provider_id, account_id)
  )`,
  "create index accounts_user_id on accounts (user_id)",
  `create table verifications (
    id text primary key,
    identifier text not null,
    value text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  "create index verifications_identifier on verifications (identifier)",
  `create table memberships (
    user_id text not null references users (id) on delete cascade,
    organization_id text not null references organizations (id) on delete cascade,
    role text not null check (role in ('owner', 'admin', 'developer', 'viewer')),
    created_at timestamptz not null,
    primary key (user_id, organization_id)
  )`,
  "create index memberships_organization_id on memberships (organization_id)",
  `create table projects (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    name text not null,
    slug text not null,
    mode text not null default 'hybrid' check (mode in ('api-keys', 'credits', 'hybrid')),
    caching_enabled boolean not null default false,
    cache_duration_seconds integer not null default 60 check (cache_duration_seconds between 10 and 31536000),
    default_model text,
    status text not null default 'active' check (status in ('active', 'archived', 'deleted')),
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  // A deleted project gives its slug free.
  "create unique index projects_slug on projects (organization_id, slug) where status <> 'deleted'",
  `create table api_keys (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    project_id text not null references projects (id) on delete cascade,
    description text not null,
    environment text not null check (environment in ('production', 'development')),
    hash text not null unique,
    prefix text not null,
    last4 text not null,
    status text not null default 'active' check (status in ('active', 'inactive', 'deleted')),
    expires_at timestamptz,
    usage_limit_nanos bigint,
    rate_limits jsonb,
    ip_allowlist jsonb,
    iam jsonb,
    created_by text references users (id) on delete set null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  "create index api_keys_project_id on api_keys (project_id)",
  "create index api_keys_organization_id on api_keys (organization_id)",
  `create table installation (
    singleton boolean primary key default true check (singleton),
    organization_id text not null references organizations (id),
    project_id text not null references projects (id),
    owner_id text not null references users (id),
    created_at timestamptz not null
  )`,
] as const;

/** Organizations, identity, projects and keys, and the marker of the first start. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
