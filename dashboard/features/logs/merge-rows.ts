import type { Log } from "../../../src/client/api.ts";

/** What tells requests apart in a list: callers may use one id for several. */
export function keyOf({ requestId, timestamp }: Log): string {
  return `${requestId} ${timestamp}`;
}

/**
 * Those that came in since a list was read. What is older than the end of a list that goes on is not new: it comes with
 * the list's next page.
 */
export function unseenOf(found: readonly Log[], known: readonly Log[], goesOn: boolean): readonly Log[] {
  const keys = new Set(known.map(keyOf));
  const end = goesOn ? (known.at(-1)?.timestamp ?? "") : "";
  return found.filter((log) => log.timestamp > end && !keys.has(keyOf(log)));
}

/** Both lists, newest first: a request that took long comes into the log after others that arrived later. */
export function mergeRows(some: readonly Log[], others: readonly Log[]): Log[] {
  return [...some, ...others].sort((a, b) => b.timestamp.localeCompare(a.timestamp));
}
