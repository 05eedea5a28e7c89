import type { Kysely } from "kysely";
import type { MasterKeys } from "../secrets/master-keys.ts";
import { type Connection, connectionsVersion, loadConnections, type OpenedSecrets } from "./connections.ts";
import type { Log } from "./log.ts";
import type { Database } from "./sql/schema.ts";

const EVERY_MS = 500;

export interface ConnectionFeedOptions {
  readonly db: Kysely<Database>;
  readonly master: MasterKeys;
  readonly log: Log;
  /** Called with all connections after each change, and after the first reading. */
  readonly onChange: (connections: readonly Connection[]) => void;
  /** Time between two looks; half a second when absent. */
  readonly everyMs?: number;
}

/** Brings organizations' connections, and every change of them, to this process. */
export interface ConnectionFeed {
  /** Looks once: reads one row, and everything only when that row has changed. Never rejects. */
  look(): Promise<void>;
  /** Looks twice a second until it is stopped. */
  start(): void;
  /** Resolves when no look is under way any more. */
  stop(): Promise<void>;
}

/** Makes a feed. While the database is away, what was read last stays in use. */
export function createConnectionFeed(options: ConnectionFeedOptions): ConnectionFeed {
  return new PollingFeed(options);
}

class PollingFeed implements ConnectionFeed {
  readonly #options: ConnectionFeedOptions;
  readonly #opened: OpenedSecrets = new Map();
  #version: number | null = null;
  #looking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #failed = false;
  /** What could not be opened was logged; not again until it is something else. */
  #complaint = "";

  constructor(options: ConnectionFeedOptions) {
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
    const { log } = this.#options;
    try {
      await this.#reload();
      if (this.#failed) log.info({}, "connections are read from the database again");
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) log.warn({ error: String(error) }, "connections cannot be read; known ones keep working");
      this.#failed = true;
    }
  }

  async #reload(): Promise<void> {
    const { db, master, log, onChange } = this.#options;
    // Before the connections: a change between the two readings is then seen once more, and never missed.
    const version = await connectionsVersion(db);
    if (version === this.#version) return;
    const { connections, unreadable } = await loadConnections(db, master, this.#opened);
    const complaint = JSON.stringify(unreadable);
    if (unreadable.length > 0 && complaint !== this.#complaint) {
      log.error({ unreadable: unreadable.slice(0, 20), count: unreadable.length }, "connections cannot be opened");
    }
    this.#complaint = complaint;
    onChange(connections);
    this.#version = version;
  }
}
