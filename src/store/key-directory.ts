import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import { fail } from "../errors/gateway-error.ts";
import type { CallerKey } from "./caller-key.ts";
import type { Clock } from "./clock.ts";
import { BatchLoader } from "./keys/batch-loader.ts";
import { CachedKey, type Times } from "./keys/cached-key.ts";
import { ChangeFeed } from "./keys/change-feed.ts";
import { ChangeMemory } from "./keys/change-memory.ts";
import { inTime } from "./keys/in-time.ts";
import { KeySource } from "./keys/key-source.ts";
import { StatusEvents, type StatusListener } from "./keys/status-events.ts";
import type { Log } from "./log.ts";
import type { Database } from "./sql/schema.ts";

const REFRESH_AFTER_MS = 1_000;
const WAIT_AFTER_MS = 5_000;
const WAIT_MS = 150;
const LOOK_EVERY_MS = 500;
/** The database keeps changes for an hour; after a longer pause nobody can say what was missed. */
const PAUSE_MAX_MS = 50 * 60_000;
const UNKNOWN_FOR_MS = 1_000;
const UNKNOWN_MAX = 10_000;
const QUERY_TIMEOUT_MS = 3_000;
const BATCH_MAX = 500;
const WAITING_MAX = 20_000;

/** Who a key belongs to, without a database read on the request's path. */
export interface KeyDirectory {
  /**
   * The key of a SHA-256 in hex; null when there is none. A cached key returns at once, not as a promise, and is brought
   * up to date in the background. Waited for are a key never seen, and, shortly, one that is known to have changed or
   * that nobody used for five seconds; while the database is away, those are answered as they were. When the database
   * cannot say whether there is such a key, the promise rejects with `unhealthy`.
   */
  lookup(hashHex: string): CallerKey | null | Promise<CallerKey | null>;
  /** Loads the keys used last, so that a restart during a database outage finds them already here. */
  warm(): Promise<number>;
  /** Reads once what changed in the database, and acts on it. Never rejects. */
  look(): Promise<void>;
  /** Looks every half second, until the function that it returns is called. */
  watch(): () => Promise<void>;
  /** Hears of every change of status that a look finds, also of keys that are not cached. Returns how to stop it. */
  onStatus(listener: StatusListener): () => void;
}

export interface KeyDirectoryOptions {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  /** Cached keys at most; the ones unused longest leave first. */
  readonly maxKeys: number;
  readonly refreshAfterMs?: number;
  /** How long a request waits for a key that changed or is old. */
  readonly waitMs?: number;
}

/** Makes the directory; it starts empty. */
export function createKeyDirectory(options: KeyDirectoryOptions): KeyDirectory {
  return new CachedKeyDirectory(options);
}

class CachedKeyDirectory implements KeyDirectory {
  readonly #options: KeyDirectoryOptions;
  readonly #refreshAfterMs: number;
  readonly #known: LRUCache<string, CachedKey>;
  /** Until when a hash is taken as unknown; apart from the known ones, so that made-up keys cannot push those out. */
  readonly #unknownUntilMs = new LRUCache<string, number>({ max: UNKNOWN_MAX });
  readonly #source: KeySource;
  readonly #loader: BatchLoader<CallerKey>;
  readonly #feed: ChangeFeed;
  readonly #memory = new ChangeMemory();
  readonly #events: StatusEvents;
  readonly #failing = new Set<"keys" | "changes">();
  /** Whether the last query was answered; nobody waits for a database that is away. */
  #isAnswering = true;
  #lookedAtMs: number | null = null;

  constructor(options: KeyDirectoryOptions) {
    this.#options = options;
    this.#refreshAfterMs = options.refreshAfterMs ?? REFRESH_AFTER_MS;
    this.#known = new LRUCache({ max: options.maxKeys });
    this.#source = new KeySource(options.db);
    this.#feed = new ChangeFeed(options.db);
    this.#events = new StatusEvents(options.log);
    this.#loader = new BatchLoader({
      timeoutMs: QUERY_TIMEOUT_MS,
      batchMax: BATCH_MAX,
      waitingMax: WAITING_MAX,
      load: (hashes) => this.#noting("keys", this.#source.load(hashes)),
    });
  }

  lookup(hashHex: string): CallerKey | null | Promise<CallerKey | null> {
    const nowMs = this.#options.clock.now();
    const entry = this.#known.get(hashHex);
    if (entry === undefined) return this.#isUnknown(hashHex, nowMs) ? null : this.#miss(hashHex, nowMs);
    if (entry.generation !== this.#memory.generation) this.#catchUp(entry);
    if (nowMs < entry.refreshAtMs) return entry.key;
    const refresh = entry.refresh ?? this.#refresh(hashHex, entry, nowMs);
    const mustWait = entry.changed || nowMs - entry.checkedAtMs >= WAIT_AFTER_MS;
    return mustWait && this.#isAnswering ? entry.waitFor(refresh, this.#options.waitMs ?? WAIT_MS) : entry.key;
  }

  async warm(): Promise<number> {
    const { maxKeys, clock } = this.#options;
    const nowMs = clock.now();
    // Before the keys are read: so no change falls between.
    this.#feed.accept(await this.#feed.look());
    this.#lookedAtMs = nowMs;
    const recent = await this.#source.recent(nowMs, maxKeys);
    // Backwards, so that the key used last is also the last to leave.
    for (const [hash, key] of [...recent].toReversed()) {
      this.#known.set(hash, new CachedKey(key, this.#memory.generation, this.#times(nowMs)));
    }
    return recent.size;
  }

  async look(): Promise<void> {
    const nowMs = this.#options.clock.now();
    const begun = this.#lookedAtMs !== null && nowMs - this.#lookedAtMs < PAUSE_MAX_MS;
    try {
      if (!begun) this.#feed.reset();
      const found = await this.#noting("changes", inTime(this.#feed.look(), QUERY_TIMEOUT_MS));
      this.#lookedAtMs = nowMs;
      const changes = this.#feed.accept(found);
      if (!begun) this.#memory.forgetAll();
      this.#memory.note(changes);
      this.#events.emit(changes);
    } catch {
      // Noted and logged; the next look goes on from where the last good one ended.
    }
  }

  watch(): () => Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let stopped = false;
    let running: Promise<void>;
    const look = (): void => {
      running = this.look().then(() => {
        if (!stopped) timer = setTimeout(look, LOOK_EVERY_MS).unref();
      });
    };
    look();
    return async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    };
  }

  onStatus(listener: StatusListener): () => void {
    return this.#events.add(listener);
  }

  #isUnknown(hashHex: string, nowMs: number): boolean {
    return nowMs < (this.#unknownUntilMs.get(hashHex) ?? 0);
  }

  async #miss(hashHex: string, nowMs: number): Promise<CallerKey | null> {
    const { generation } = this.#memory;
    let key: CallerKey | null;
    try {
      key = await this.#loader.load(hashHex);
    } catch (error) {
      throw fail("unhealthy", { message: "The key cannot be checked now. Try again shortly.", cause: error });
    }
    if (key === null) return this.#forget(hashHex);
    // Of many callers who wait for one new key, the first keeps it: it knows since when it was asked for.
    if (!this.#known.has(hashHex)) this.#known.set(hashHex, new CachedKey(key, generation, this.#times(nowMs)));
    this.#unknownUntilMs.delete(hashHex);
    return key;
  }

  /** Never rejects: while the database is away, what is known stays good. */
  #refresh(hashHex: string, entry: CachedKey, nowMs: number): Promise<CallerKey | null> {
    const refresh = this.#loader.reload(hashHex).then(
      (fresh) => {
        this.#catchUp(entry);
        // A change that was heard of meanwhile ended this refresh: what it found may be from before.
        if (entry.refresh !== refresh) return entry.key;
        entry.endRefresh();
        if (fresh === null) return this.#forget(hashHex);
        entry.replace(fresh, this.#times(nowMs));
        return entry.key;
      },
      () => {
        if (entry.refresh !== refresh) return entry.key;
        entry.endRefresh();
        entry.refreshAtMs = this.#times(this.#options.clock.now()).refreshAtMs;
        return entry.key;
      },
    );
    entry.refresh = refresh;
    return refresh;
  }

  #catchUp(entry: CachedKey): void {
    const concern = this.#memory.since(entry.key, entry.generation);
    entry.generation = this.#memory.generation;
    if (concern !== null) entry.markChanged(concern);
  }

  #times(nowMs: number): Times {
    return { checkedAtMs: nowMs, refreshAtMs: nowMs + this.#refreshAfterMs };
  }

  #forget(hashHex: string): null {
    this.#known.delete(hashHex);
    this.#unknownUntilMs.set(hashHex, this.#options.clock.now() + UNKNOWN_FOR_MS);
    return null;
  }

  /** Logs when the database begins to fail, and when it answers again. */
  async #noting<Value>(what: "keys" | "changes", query: Promise<Value>): Promise<Value> {
    const { log } = this.#options;
    try {
      const value = await query;
      this.#isAnswering = true;
      if (this.#failing.delete(what) && this.#failing.size === 0)
        log.info({}, "API keys are read from the database again");
      return value;
    } catch (error) {
      this.#isAnswering = false;
      if (this.#failing.size === 0)
        log.warn({ error: String(error) }, "API keys cannot be read; known ones keep working");
      this.#failing.add(what);
      throw error;
    }
  }
}
