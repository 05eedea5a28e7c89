import { type Kysely, sql } from "kysely";

/** Finds the few requests in which a guardrail acted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      "create index request_logs_guarded on request_logs (organization_id, timestamp desc, record_id desc) where guardrails is not null",
    )
    .execute(db);
}
