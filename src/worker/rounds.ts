import type { Log } from "../store/log.ts";

export interface RoundsOptions {
  readonly everyMs: number;
  readonly log: Log;
  /** What a round removes, such as `old request logs`. */
  readonly what: string;
  /** One round; gives the number of rows it removed. */
  readonly round: () => Promise<number>;
}

/** Removes something now and again and again. Gives the function that stops it and waits for the round that runs. */
export function startRounds({ everyMs, log, what, round }: RoundsOptions): () => Promise<void> {
  let running: Promise<void> | null = null;
  const once = async (): Promise<void> => {
    try {
      const removed = await round();
      if (removed > 0) log.info({ removed, what }, "removed at the end of their time");
    } catch (error) {
      log.warn({ error: String(error), what }, "could not be removed; the next round tries again");
    }
  };
  const begin = (): void => {
    running ??= once().finally(() => {
      running = null;
    });
  };
  begin();
  const timer = setInterval(begin, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
