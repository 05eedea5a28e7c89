import { type Kysely, sql } from "kysely";
import type { Database } from "../../store/sql/schema.ts";

/**
 * Runs questions on one state of the database. Without compiled plans, which take a second to make; and adding up in
 * memory without sorting first, which the planner, who cannot know the length of histograms, would often choose.
 */
export async function reading<Answer>(
  db: Kysely<Database>,
  ask: (transaction: Kysely<Database>) => Promise<Answer>,
): Promise<Answer> {
  return await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (transaction) => {
      await sql`select set_config('jit', 'off', true), set_config('enable_sort', 'off', true),
        set_config('work_mem', '32MB', true)`.execute(transaction);
      return await ask(transaction);
    });
}
