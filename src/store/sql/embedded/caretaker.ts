import type { Pool } from "pg";
import type { Log } from "../../log.ts";

const CHECKPOINT_EVERY_MS = 60_000;
const VACUUM_EVERY_MS = 6 * 60 * 60_000;

/** When the embedded database is cleaned. */
export interface CaretakerTimes {
  readonly checkpointEveryMs?: number;
  readonly vacuumEveryMs?: number;
}

/** Stops the rounds; the one in progress is waited for. */
export interface Caretaker {
  stop(): Promise<void>;
}

/**
 * Does what Postgres' background processes would: the embedded engine has none, so its write-ahead log and its dead
 * rows would grow without end.
 */
export function startCaretaker(pool: Pool, log: Log, times: CaretakerTimes = {}): Caretaker {
  let round: Promise<void> = Promise.resolve();
  let stopped = false;
  const run = (statement: string): void => {
    round = round.then(async () => {
      if (stopped) return;
      try {
        await pool.query(statement);
      } catch (error) {
        log.warn({ error: String(error), statement }, "the embedded database could not be cleaned");
      }
    });
  };
  const timers = [
    setInterval(() => run("CHECKPOINT"), times.checkpointEveryMs ?? CHECKPOINT_EVERY_MS),
    setInterval(() => run("VACUUM (ANALYZE)"), times.vacuumEveryMs ?? VACUUM_EVERY_MS),
  ];
  for (const timer of timers) timer.unref();
  return {
    async stop(): Promise<void> {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await round;
    },
  };
}
