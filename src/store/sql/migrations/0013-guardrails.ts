import { type Kysely, sql } from "kysely";

/** Guardrails of projects; those of organizations are in their settings. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("alter table projects add column guardrails jsonb").execute(db);
}
