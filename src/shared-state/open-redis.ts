import { Redis } from "ioredis";

/** A connection to the shared state; commands fail at once while it is down. */
export type RedisClient = Redis;

export interface RedisLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** How long one command may take: a request waits for it. */
const COMMAND_TIMEOUT_MS = 250;
const CONNECT_TIMEOUT_MS = 1_000;
const RECONNECT_MAX_MS = 2_000;

/**
 * Opens a connection that fails fast: without a server, commands are refused in the same tick instead of being queued,
 * so that whoever asks can do without. It reconnects by itself. The URL may hold a password; it is never logged.
 */
export function openRedis(url: string, log: RedisLog): RedisClient {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(RECONNECT_MAX_MS, 50 * attempt),
    connectionName: "llm-gateway",
  });
  let told = false;
  redis.on("ready", () => {
    if (told) log.info({}, "Redis is back.");
    told = false;
  });
  redis.on("error", (error: Error) => {
    if (told) return;
    told = true;
    log.warn({ reason: (error as { code?: string }).code ?? error.name }, "Redis cannot be reached.");
  });
  return redis;
}

/** Whether commands are answered now. */
export function isConnected(redis: RedisClient): boolean {
  return redis.status === "ready";
}
