import { type Kysely, sql } from "kysely";

const STATEMENTS = [
  "alter table request_logs add column decision jsonb",
  // No foreign keys: what was learned is of no use without its organization, but must not keep others from being stored.
  `create table routing_priors (
    organization_id text not null,
    category text not null,
    model text not null,
    sum double precision not null,
    weight double precision not null,
    at timestamptz not null,
    primary key (organization_id, category, model)
  )`,
  "create table routing_health (label text primary key, state jsonb not null, updated_at timestamptz not null)",
  `create table request_feedback (
    record_id text primary key,
    request_id text not null,
    organization_id text not null,
    category text not null,
    provider text,
    model text,
    score double precision not null check (score between -1 and 1),
    comment text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  "create index request_feedback_feed on request_feedback (organization_id, updated_at desc)",
] as const;

/** What routing learns, and how it decided. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
