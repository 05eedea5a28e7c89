import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { StoreStartError } from "../store-start-error.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import type { Database } from "./schema.ts";

/** Any number that nothing else in this product locks. */
const LOCK = 7_401_300_000_001n;

/**
 * Brings the schema up to date and returns the names of the migrations that ran. Safe when several processes start at
 * once: one runs them, the others wait and find nothing to do. The lock is one of the transaction, because the embedded
 * engine has a single session (a session lock excludes nobody there) and poolers hand sessions around.
 */
export async function migrate(
  db: Kysely<Database>,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<readonly string[]> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(transaction);
    const migrator = new Migrator({
      db: transaction,
      provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
      migrationTableName: "schema_migrations",
      migrationLockTableName: "schema_migrations_lock",
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) {
      const failed = results?.find((result) => result.status === "Error")?.migrationName;
      const reason = error instanceof Error ? error.message : "unknown error";
      const name = failed === undefined ? "" : ` at ${failed}`;
      throw new StoreStartError(`The database schema cannot be brought up to date${name}: ${reason}`, error);
    }
    return (results ?? []).map((result) => result.migrationName);
  });
}
