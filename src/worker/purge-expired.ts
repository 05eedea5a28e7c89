import type { Kysely } from "kysely";
import type { Clock } from "../store/clock.ts";
import type { Log } from "../store/log.ts";
import { purgeExpired } from "../store/purge-expired.ts";
import type { Database } from "../store/sql/schema.ts";

const EVERY_MS = 60 * 60_000;

/** Removes sessions, links, tokens and attempts that have expired, now and every hour. Gives the function that stops it. */
export function startPurge(options: {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
}): () => Promise<void> {
  const { db, clock, log } = options;
  let running: Promise<void> | null = null;
  const round = async (): Promise<void> => {
    try {
      log.debug(await purgeExpired(db, new Date(clock.now())), "what has expired was removed");
    } catch (error) {
      log.warn({ error: String(error) }, "what has expired could not be removed; the next round tries again");
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
