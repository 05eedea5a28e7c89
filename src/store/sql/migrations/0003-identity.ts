import { type Kysely, sql } from "kysely";

const ACCOUNTS = [
  "drop table verifications",
  `alter table accounts
    drop column access_token,
    drop column refresh_token,
    drop column id_token,
    drop column access_token_expires_at,
    drop column refresh_token_expires_at,
    drop column scope`,
  // Earlier tokens were kept as they were; from here on only their hashes are, so everybody signs in once more.
  "delete from sessions",
  "alter table sessions rename column token to token_hash",
  "alter table sessions rename column updated_at to last_used_at",
  "alter table sessions add column sso_organization_id text references organizations (id) on delete cascade",
  "create index sessions_expires_at on sessions (expires_at)",
  `create table user_totp (
    user_id text primary key references users (id) on delete cascade,
    secret text not null,
    confirmed_at timestamptz,
    last_step bigint not null default 0,
    created_at timestamptz not null
  )`,
  `create table backup_codes (
    user_id text not null references users (id) on delete cascade,
    hash text not null,
    primary key (user_id, hash)
  )`,
  `create table password_resets (
    token_hash text primary key,
    user_id text not null references users (id) on delete cascade,
    expires_at timestamptz not null,
    created_at timestamptz not null
  )`,
  "create index password_resets_user_id on password_resets (user_id)",
  `create table auth_attempts (
    kind text not null,
    subject text not null,
    count integer not null,
    locked_until timestamptz,
    last_at timestamptz not null,
    primary key (kind, subject)
  )`,
  "create index auth_attempts_last_at on auth_attempts (last_at)",
] as const;

const ORGANIZATIONS = [
  `alter table organizations add column status text not null default 'active' check (status in ('active', 'deleted'))`,
  `create table invitations (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    email text not null,
    role text not null check (role in ('owner', 'admin', 'developer', 'viewer')),
    token_hash text not null unique,
    status text not null default 'pending' check (status in ('pending', 'accepted', 'revoked')),
    expires_at timestamptz not null,
    invited_by text references users (id) on delete set null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  "create unique index invitations_pending on invitations (organization_id, email) where status = 'pending'",
  "create index invitations_list on invitations (organization_id, created_at desc, id desc)",
  `create table organization_tokens (
    id text primary key,
    organization_id text not null references organizations (id) on delete cascade,
    name text not null,
    hash text not null unique,
    last4 text not null,
    role text not null check (role in ('owner', 'admin', 'developer', 'viewer')),
    scopes text[] not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    created_by text references users (id) on delete set null,
    created_at timestamptz not null
  )`,
  "create index organization_tokens_list on organization_tokens (organization_id, created_at desc, id desc)",
  `create table sso_connections (
    organization_id text primary key references organizations (id) on delete cascade,
    issuer text not null,
    client_id text not null,
    client_secret text not null,
    email_domains text[] not null,
    default_role text not null check (default_role in ('admin', 'developer', 'viewer')),
    enforced boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  "create index sso_connections_email_domains on sso_connections using gin (email_domains)",
] as const;

/** Sessions by hash, second factors, password resets, sign-in attempts; invitations, tokens and single sign-on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...ACCOUNTS, ...ORGANIZATIONS]) await sql.raw(statement).execute(db);
}
