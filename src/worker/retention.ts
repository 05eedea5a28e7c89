import type { Kysely } from "kysely";
import { purgeAudit } from "../store/audit-retention.ts";
import { purgeSpendWindows } from "../store/budgets/purge-spend-windows.ts";
import type { Clock } from "../store/clock.ts";
import { purgeContents } from "../store/contents/purge-contents.ts";
import type { Log } from "../store/log.ts";
import { purgeExpired } from "../store/purge-expired.ts";
import { purgeLogs } from "../store/purge-logs.ts";
import { purgeResponses } from "../store/responses-store.ts";
import { purgeRollups } from "../store/rollups/purge-rollups.ts";
import type { Database } from "../store/sql/schema.ts";
import { startRounds } from "./rounds.ts";

const MINUTE_MS = 60_000;

/** Removes what has reached its end, now and again and again. Gives the function that stops it. */
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
    startRounds({ everyMs: 60 * MINUTE_MS, log, what: "stored responses", round: () => purgeResponses(db, clock) }),
    startRounds({ everyMs: 60 * MINUTE_MS, log, what: "sessions and links", round: () => purgeSessions(db, clock) }),
    startRounds({ everyMs: 360 * MINUTE_MS, log, what: "sums of spending", round: () => purgeSpendWindows(db, clock) }),
    startRounds({ everyMs: 360 * MINUTE_MS, log, what: "audit events", round: () => purgeAudit(db, clock) }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

async function purgeSessions(db: Kysely<Database>, clock: Clock): Promise<number> {
  const purged = await purgeExpired(db, new Date(clock.now()));
  return Object.values(purged).reduce((sum, count) => sum + count, 0);
}
