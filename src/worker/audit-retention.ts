import type { Kysely } from "kysely";
import { purgeAudit } from "../store/audit-retention.ts";
import type { Clock } from "../store/clock.ts";
import type { Log } from "../store/log.ts";
import type { Database } from "../store/sql/schema.ts";

const EVERY_MS = 6 * 60 * 60_000;

/** Removes audit events whose retention has ended, now and every six hours. Gives the function that stops it. */
export function startAuditRetention(options: {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
}): () => Promise<void> {
  const { db, clock, log } = options;
  let running: Promise<void> | null = null;
  const round = async (): Promise<void> => {
    try {
      const removed = await purgeAudit(db, clock);
      if (removed > 0) log.info({ removed }, "audit events were removed at the end of their retention");
    } catch (error) {
      log.warn({ error: String(error) }, "audit events could not be removed; the next round tries again");
    }
  };
  const begin = (): void => {
    running ??= round().finally(() => {
      running = null;
    });
  };
  begin();
  const timer = setInterval(begin, EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
