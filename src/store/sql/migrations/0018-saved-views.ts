import { type Kysely, sql } from "kysely";

const STATEMENTS = [
  // They go with the membership: who comes back later begins anew.
  `create table saved_views (
    id text primary key,
    organization_id text not null,
    user_id text not null,
    page text not null check (page in ('logs', 'analytics', 'costs')),
    name text not null,
    query text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    foreign key (user_id, organization_id) references memberships (user_id, organization_id) on delete cascade,
    unique (user_id, organization_id, page, name)
  )`,
] as const;

/** Filters of the dashboard's pages that users gave a name. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
