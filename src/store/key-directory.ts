import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import { fail } from "../errors/gateway-error.ts";
import type { CallerKey } from "./caller-key.ts";
import type { Clock } from "./clock.ts";
import { BatchLoader } from "./keys/batch-loader.ts";
import { loadKeys, loadRecentKeys } from "./keys/load-keys.ts";
import type { Log } from "./log.ts";
import type { Database } from "./sql/schema.ts";

const REFRESH_AFTER_MS = 1_000;
const UNKNOWN_FOR_MS = 1_000;
const UNKNOWN_MAX = 10_000;
const QUERY_TIMEOUT_MS = 3_000;
const BATCH_MAX = 500;
const WAITING_MAX = 20_000;

/** Who a key belongs to, without a database read on the request's path. */
export interface KeyDirectory {
  /**
   * The key of a SHA-256 in hex; null when there is none. A cached key returns at once, not as a promise; one that
   * is older than the refresh time also does, while a query in the background brings it up to date. Only a key never
   * seen is waited for; when the database cannot say, the promise rejects with `unhealthy`.
   */
  lookup(hashHex: string): CallerKey | null | Promise<CallerKey | null>;
  /** Loads the keys used last, so that a restart during a database outage finds them already here. */
  warm(): Promise<number>;
}

export interface KeyDirectoryOptions {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  /** Cached keys at most; the ones unused longest leave first. */
  readonly maxKeys: number;
  readonly refreshAfterMs?: number;
}

interface Entry {
  key: CallerKey;
  checkedAtMs: number;
  refreshing: boolean;
}

/** Makes the directory; it starts empty. */
export function createKeyDirectory(options: KeyDirectoryOptions): KeyDirectory {
  return new CachedKeyDirectory(options);
}

class CachedKeyDirectory implements KeyDirectory {
  readonly #options: KeyDirectoryOptions;
  readonly #refreshAfterMs: number;
  readonly #known: LRUCache<string, Entry>;
  /** Until when a hash is taken as unknown; apart from the known ones, so that made-up keys cannot push those out. */
  readonly #unknownUntilMs = new LRUCache<string, number>({ max: UNKNOWN_MAX });
  readonly #loader: BatchLoader<CallerKey>;
  #databaseFailed = false;

  constructor(options: KeyDirectoryOptions) {
    this.#options = options;
    this.#refreshAfterMs = options.refreshAfterMs ?? REFRESH_AFTER_MS;
    this.#known = new LRUCache({ max: options.maxKeys });
    this.#loader = new BatchLoader({
      timeoutMs: QUERY_TIMEOUT_MS,
      batchMax: BATCH_MAX,
      waitingMax: WAITING_MAX,
      load: (hashes) => this.#query(hashes),
    });
  }

  lookup(hashHex: string): CallerKey | null | Promise<CallerKey | null> {
    const nowMs = this.#options.clock.now();
    const entry = this.#known.get(hashHex);
    if (entry !== undefined) {
      if (nowMs - entry.checkedAtMs >= this.#refreshAfterMs && !entry.refreshing) this.#refresh(hashHex, entry);
      return entry.key;
    }
    const unknownUntilMs = this.#unknownUntilMs.get(hashHex);
    if (unknownUntilMs !== undefined && nowMs < unknownUntilMs) return null;
    return this.#miss(hashHex);
  }

  async warm(): Promise<number> {
    const { db, maxKeys, clock } = this.#options;
    const recent = await loadRecentKeys(db, maxKeys);
    const checkedAtMs = clock.now();
    // Backwards, so that the key used last is also the last to leave.
    for (const { hash, key } of recent.toReversed()) this.#known.set(hash, { key, checkedAtMs, refreshing: false });
    return recent.length;
  }

  async #miss(hashHex: string): Promise<CallerKey | null> {
    try {
      return this.#keep(hashHex, await this.#loader.load(hashHex));
    } catch (error) {
      throw fail("unhealthy", { message: "The key cannot be checked now. Try again shortly.", cause: error });
    }
  }

  #refresh(hashHex: string, entry: Entry): void {
    entry.refreshing = true;
    this.#loader.load(hashHex).then(
      (key) => void this.#keep(hashHex, key),
      () => {
        // What is known stays good while the database is away; the next try is a refresh time later.
        entry.checkedAtMs = this.#options.clock.now();
        entry.refreshing = false;
      },
    );
  }

  #keep(hashHex: string, key: CallerKey | null): CallerKey | null {
    const nowMs = this.#options.clock.now();
    if (key === null) {
      this.#known.delete(hashHex);
      this.#unknownUntilMs.set(hashHex, nowMs + UNKNOWN_FOR_MS);
    } else {
      this.#unknownUntilMs.delete(hashHex);
      this.#known.set(hashHex, { key, checkedAtMs: nowMs, refreshing: false });
    }
    return key;
  }

  async #query(hashes: readonly string[]): Promise<ReadonlyMap<string, CallerKey>> {
    const { db, log } = this.#options;
    try {
      const found = await loadKeys(db, hashes);
      if (this.#databaseFailed) log.info({}, "API keys are read from the database again");
      this.#databaseFailed = false;
      return new Map(found.map(({ hash, key }) => [hash, key]));
    } catch (error) {
      if (!this.#databaseFailed) log.warn({ error: String(error) }, "API keys cannot be read; known ones keep working");
      this.#databaseFailed = true;
      throw error;
    }
  }
}
