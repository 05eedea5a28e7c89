import type { Log } from "../../store/log.ts";

export interface TurnsOptions {
  readonly everyMs: number;
  readonly log: Log;
  /** For the log, such as `alerts of budgets`. */
  readonly what: string;
  /** One turn; true when there may be more to do at once. */
  readonly turn: () => Promise<boolean>;
}

/** Turns that may follow one another without a pause. */
const AT_ONCE_MAX = 50;

/** Does something now and again and again, never twice at once. Gives the function that stops it and waits for its end. */
export function startTurns({ everyMs, log, what, turn }: TurnsOptions): () => Promise<void> {
  let running: Promise<void> | null = null;
  let stopped = false;
  let wasFailing = false;
  const turns = async (): Promise<void> => {
    try {
      for (let count = 0; count < AT_ONCE_MAX && !stopped; count += 1) if (!(await turn())) break;
      wasFailing = false;
    } catch (error) {
      // Once while it lasts: a database that is away would fill the log.
      if (!wasFailing) log.warn({ error: String(error), what }, "a turn failed; the next one tries again");
      wasFailing = true;
    }
  };
  const begin = (): void => {
    running ??= turns().finally(() => {
      running = null;
    });
  };
  begin();
  const timer = setInterval(begin, everyMs);
  timer.unref();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await running;
  };
}
