import { type Kysely, sql } from "kysely";

/** What the cache, guardrails and limits did with a request. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ["cache", "guardrails", "limits"])
    await sql.raw(`alter table request_logs add column ${column} jsonb`).execute(db);
}
