import { type Kysely, sql } from "kysely";

/** Finds the failures of one kind, of which there are few in many requests. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create index request_logs_error on request_logs (organization_id, error_code, timestamp desc, record_id desc)
      where error_code is not null`)
    .execute(db);
}
