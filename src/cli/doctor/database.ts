import pg from "pg";
import type { Settings } from "../../settings.ts";
import { MIGRATIONS } from "../../store/sql/migrations/index.ts";
import type { Finding } from "./findings.ts";
import type { GatewayAnswer } from "./gateway.ts";

const TIMEOUT_MS = 5_000;
const what = "database";

/** The database answers, and its schema is that of this version. Changes nothing. */
export async function checkDatabase(settings: Settings, gateway: GatewayAnswer | null): Promise<Finding> {
  if (settings.DATABASE_URL !== undefined) return await checkPostgres(settings.DATABASE_URL);
  if (gateway === null) {
    return { what, state: "note", message: "the embedded one; it is opened and brought up to date at the next start" };
  }
  if (gateway.databaseConnected) return { what, state: "good", message: "the gateway is connected to it" };
  return { what, state: "wrong", message: "the gateway says that its database does not answer. Look into its log." };
}

async function checkPostgres(connectionString: string): Promise<Finding> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS });
  // An error while idle would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string | null }>(
      "select to_regclass('schema_migrations')::text as name",
    );
    if (rows[0]?.name === null)
      return { what, state: "note", message: "answers; its tables are made at the first start" };
    const applied = await client.query<{ name: string }>("select name from schema_migrations");
    return compare(applied.rows.map((row) => row.name));
  } catch (error) {
    // The message may name the user or the host, but holds no password.
    return { what, state: "wrong", message: `does not answer: ${error instanceof Error ? error.message : "unknown"}` };
  } finally {
    await client.end().catch(() => undefined);
  }
}

function compare(applied: readonly string[]): Finding {
  const known = Object.keys(MIGRATIONS);
  const missing = known.filter((name) => !applied.includes(name));
  const newer = applied.filter((name) => !known.includes(name));
  if (newer.length > 0) {
    const message = `was changed by a newer version (${newer.join(", ")}). Update this one.`;
    return { what, state: "wrong", message };
  }
  if (missing.length === 0) return { what, state: "good", message: "answers; its schema is up to date" };
  return { what, state: "note", message: `answers; ${missing.join(", ")} will be applied at the next start` };
}
