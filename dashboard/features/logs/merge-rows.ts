import type { Log } from "../../../src/client/api.ts";

/** What tells requests apart in a list: callers may use one id for several. */
export function keyOf({ requestId, timestamp }: Log): string {
  return `${requestId} ${timestamp}`;
}

/** Those that are not in a list yet. */
export function unseenOf(found: readonly Log[], known: readonly Log[]): readonly Log[] {
  const keys = new Set(known.map(keyOf));
  return found.filter((log) => !keys.has(keyOf(log)));
}

/** Both lists, newest first: a request that took long comes into the log after others that arrived later. */
export function mergeRows(some: readonly Log[], others: readonly Log[]): Log[] {
  return [...some, ...others].sort((a, b) => b.timestamp.localeCompare(a.timestamp));
}
