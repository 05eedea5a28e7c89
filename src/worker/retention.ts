import type { Kysely } from "kysely";
import type { Clock } from "../store/clock.ts";
import { purgeContents } from "../store/contents/purge-contents.ts";
import type { Log } from "../store/log.ts";
import { purgeLogs } from "../store/purge-logs.ts";
import { purgeRollups } from "../store/rollups/purge-rollups.ts";
import type { Database } from "../store/sql/schema.ts";
import { startRounds } from "./rounds.ts";

const MINUTE_MS = 60_000;

/** Removes what has reached its end: content, logs, and sums of short buckets. Gives the function that stops it. */
export function startRetention(options: {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  /** Days that request logs are kept. */
  readonly logDays: number;
}): () => Promise<void> {
  const { db, clock, log, logDays } = options;
  const stops = [
    startRounds({ everyMs: 10 * MINUTE_MS, log, what: "content", round: () => purgeContents(db, clock) }),
    startRounds({ everyMs: 10 * MINUTE_MS, log, what: "short sums", round: () => purgeRollups(db, clock) }),
    startRounds({ everyMs: 60 * MINUTE_MS, log, what: "request logs", round: () => purgeLogs(db, clock, logDays) }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
