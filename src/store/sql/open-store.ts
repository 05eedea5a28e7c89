import { Kysely, PostgresDialect, sql } from "kysely";
import type { Pool } from "pg";
import { fail } from "../../errors/gateway-error.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { CaretakerTimes } from "./embedded/caretaker.ts";
import { openEmbedded } from "./embedded/open-embedded.ts";
import { migrate } from "./migrate.ts";
import { openPostgres } from "./postgres/open-postgres.ts";
import type { Database } from "./schema.ts";

const PING_TIMEOUT_MS = 3_000;

/** The SQL store: the same schema and the same queries on both engines. */
export interface Store {
  readonly db: Kysely<Database>;
  readonly kind: "embedded" | "postgres";
  /** Resolves when the database answers; throws `unhealthy` when it does not, or not within three seconds. */
  ping(): Promise<void>;
  /** Ends cleanly; calling it again waits for the same end. */
  close(): Promise<void>;
  /** Writes a copy of the embedded database to a file; null on Postgres, which has its own tools. */
  readonly backup: ((file: string) => Promise<void>) | null;
}

export interface StoreOptions {
  /** Folder of the embedded database. */
  readonly dataDir: string;
  /** A Postgres server instead of the embedded engine. */
  readonly databaseUrl?: string | undefined;
  readonly log: Log;
  readonly clock: Clock;
  readonly caretaker?: CaretakerTimes;
}

interface Opened {
  readonly pool: Pool;
  readonly kind: Store["kind"];
  readonly backup: Store["backup"];
  close(): Promise<void>;
}

/** Opens the store and brings its schema up to date. Throws a `StoreStartError` with one line when it cannot. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const opened = await openEngine(options);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: opened.pool }) });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= opened.close());
  try {
    const applied = await migrate(db);
    if (applied.length > 0) options.log.info({ applied }, "database schema brought up to date");
  } catch (error) {
    await close();
    throw error;
  }
  return { db, kind: opened.kind, ping: () => ping(db), close, backup: opened.backup };
}

async function openEngine(options: StoreOptions): Promise<Opened> {
  const { databaseUrl, log } = options;
  if (databaseUrl === undefined || databaseUrl === "") {
    const embedded = await openEmbedded(options);
    return { ...embedded, kind: "embedded" };
  }
  const pool = await openPostgres(databaseUrl, log);
  return { pool, kind: "postgres", backup: null, close: () => pool.end() };
}

async function ping(db: Kysely<Database>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), PING_TIMEOUT_MS);
  });
  try {
    await Promise.race([sql`select 1`.execute(db), timeout]);
  } catch (error) {
    throw fail("unhealthy", { message: "The database does not answer.", internal: String(error), cause: error });
  } finally {
    clearTimeout(timer);
  }
}
