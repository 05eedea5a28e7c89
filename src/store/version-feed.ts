import type { Log } from "./log.ts";

const EVERY_MS = 500;

export interface VersionFeedOptions {
  readonly log: Log;
  /** What is followed, in plural, for the log: `served configurations`. */
  readonly what: string;
  /** A number that changes in the same transaction as anything that {@link reload} reads. */
  readonly version: () => Promise<number>;
  /** Reads everything anew and hands it on. */
  readonly reload: () => Promise<void>;
  /** Time between two looks; half a second when absent. */
  readonly everyMs?: number | undefined;
}

/** Brings something of the database, and every change of it, to this process. */
export interface VersionFeed {
  /** Looks once: reads one row, and everything only when that row has changed. Never rejects. */
  look(): Promise<void>;
  /** Looks twice a second until it is stopped. */
  start(): void;
  /** Resolves when no look is under way any more. */
  stop(): Promise<void>;
}

/** Makes a feed. While the database is away, what was read last stays in use. */
export function createVersionFeed(options: VersionFeedOptions): VersionFeed {
  return new PollingFeed(options);
}

class PollingFeed implements VersionFeed {
  readonly #options: VersionFeedOptions;
  #version: number | null = null;
  #looking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #failed = false;

  constructor(options: VersionFeedOptions) {
    this.#options = options;
  }

  look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  start(): void {
    const round = (): void => {
      void this.look().then(() => {
        if (this.#stopped) return;
        this.#timer = setTimeout(round, this.#options.everyMs ?? EVERY_MS);
        this.#timer.unref();
      });
    };
    round();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #lookNow(): Promise<void> {
    const { log, what } = this.#options;
    try {
      await this.#reload();
      if (this.#failed) log.info({}, `${what} are read from the database again`);
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) log.warn({ error: String(error) }, `${what} cannot be read; known ones keep working`);
      this.#failed = true;
    }
  }

  async #reload(): Promise<void> {
    // Before the rest: a change between the two readings is then seen once more, and never missed.
    const version = await this.#options.version();
    if (version === this.#version) return;
    await this.#options.reload();
    this.#version = version;
  }
}
