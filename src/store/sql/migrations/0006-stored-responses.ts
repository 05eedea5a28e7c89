import { type Kysely, sql } from "kysely";

const STATEMENTS = [
  `create table stored_responses (
    project_id text not null references projects (id) on delete cascade,
    id text not null,
    content bytea not null,
    item_ids text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (project_id, id)
  )`,
  // What is sealed does not compress.
  "alter table stored_responses alter column content set storage external",
  "create index stored_responses_expires_at on stored_responses (expires_at)",
  "create index stored_responses_item_ids on stored_responses using gin (item_ids)",
] as const;

/** Responses that callers may continue by their id. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
