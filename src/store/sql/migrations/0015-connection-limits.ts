import { type Kysely, sql } from "kysely";

/** What an organization lets be asked of a connection at most, as its contract with the provider says. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("alter table provider_keys add column rate_limits jsonb").execute(db);
}
