import type { Pool } from "pg";
import type { Log } from "../../log.ts";
import { errorCodeOf, StoreStartError } from "../../store-start-error.ts";
import { makePool } from "../pool.ts";

const CONNECTIONS_MAX = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const VERSION_MIN = 15;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name cannot be resolved",
  ETIMEDOUT: "no answer",
  ENOENT: "there is no such socket",
  "28P01": "the user or the password is wrong",
  "28000": "the user is not allowed to connect",
  "3D000": "the database does not exist",
  "53300": "it has no free connections",
  "57P03": "it is starting up or shutting down",
};

/** Connects to the Postgres server of a URL and checks that it is one this product works with. */
export async function openPostgres(databaseUrl: string, log: Log): Promise<Pool> {
  const target = describeTarget(databaseUrl);
  const pool = makePool(
    {
      connectionString: databaseUrl,
      max: CONNECTIONS_MAX,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      application_name: "llm-gateway",
    },
    log,
  );
  try {
    const result = await pool.query<{ server_version_num: string }>("show server_version_num");
    const major = Math.floor(Number(result.rows[0]?.server_version_num) / 10_000);
    if (major >= VERSION_MIN) return pool;
    throw new StoreStartError(`Postgres at ${target} has version ${major}; at least ${VERSION_MIN} is needed.`);
  } catch (error) {
    await pool.end();
    if (error instanceof StoreStartError) throw error;
    throw new StoreStartError(`Postgres at ${target} cannot be used: ${reasonOf(error)}. Check DATABASE_URL.`, error);
  }
}

/** Host, port and database for messages: never the user's name or password. */
function describeTarget(databaseUrl: string): string {
  let url: URL;
  try {
    url = new URL(databaseUrl);
  } catch {
    throw new StoreStartError("DATABASE_URL is not a URL such as postgres://user:password@host:5432/database.");
  }
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") {
    throw new StoreStartError("DATABASE_URL must begin with postgres:// or postgresql://.");
  }
  const host = url.hostname || url.searchParams.get("host") || "localhost";
  return `${host}:${url.port || "5432"}${url.pathname}`;
}

function reasonOf(error: unknown): string {
  const code = errorCodeOf(error);
  if (code !== null) return REASONS[code] ?? `error ${code}`;
  // The driver's connect timeout has no code. None of its messages is repeated: they may quote the URL.
  const timedOut = error instanceof Error && error.message.includes("timeout");
  return timedOut ? `no answer within ${CONNECT_TIMEOUT_MS / 1_000} s` : "the connection failed";
}
