import type { Kysely } from "kysely";
import type { Clock } from "./clock.ts";
import type { ShadowCounts } from "./gateway/routes/shadow-counts.ts";
import { addShadowCounts } from "./store/configs/shadow-counts.ts";
import type { Log } from "./store/log.ts";
import type { Database } from "./store/sql/schema.ts";

const EVERY_MS = 2_000;

export interface KeptShadows {
  readonly shadows: ShadowCounts;
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Stores what was planned in the shadow, every two seconds and at the end. Gives the function that stops it. */
export function keepShadows({ shadows, db, clock, log }: KeptShadows): () => Promise<void> {
  let saving = Promise.resolve();
  const save = async (): Promise<void> => {
    const taken = shadows.take();
    try {
      await addShadowCounts(db, taken, new Date(clock.now()));
    } catch (error) {
      for (const { requests, ...seen } of taken) shadows.note(seen, requests);
      log.warn(
        { error: String(error) },
        "what was planned in the shadow could not be stored; the next round tries again",
      );
    }
  };
  const timer = setInterval(() => {
    saving = saving.then(save);
  }, EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await saving;
    await save();
  };
}
