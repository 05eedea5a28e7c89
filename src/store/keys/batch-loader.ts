import { inTime } from "./in-time.ts";

/** How a batch is loaded and bounded. */
export interface BatchLoaderOptions<Value> {
  /** Values by name; names that do not exist are absent. */
  readonly load: (names: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  readonly timeoutMs: number;
  readonly batchMax: number;
  /** More names than this waiting at once are refused. */
  readonly waitingMax: number;
}

interface Wanted<Value> {
  readonly promise: Promise<Value | null>;
  resolve(value: Value | null): void;
  reject(error: unknown): void;
}

/**
 * Loads values by name with one query at a time: names asked for while it runs wait together for the next. So neither a
 * thousand callers of one new key nor a spray of made-up keys means more than one query in flight.
 */
export class BatchLoader<Value> {
  readonly #options: BatchLoaderOptions<Value>;
  readonly #waiting = new Map<string, Wanted<Value>>();
  /** Those that the running query asks for. */
  #asked: ReadonlyMap<string, Wanted<Value>> = new Map();
  #running = false;

  constructor(options: BatchLoaderOptions<Value>) {
    this.#options = options;
  }

  /** The value of a name, or null when there is none. Rejects when it could not be looked up. */
  load(name: string): Promise<Value | null> {
    return this.#asked.get(name)?.promise ?? this.reload(name);
  }

  /** The same, of a query that begins after this call. */
  reload(name: string): Promise<Value | null> {
    const same = this.#waiting.get(name);
    if (same !== undefined) return same.promise;
    if (this.#waiting.size >= this.#options.waitingMax)
      return Promise.reject(new Error("too many lookups are waiting"));
    const wanted: Wanted<Value> = Promise.withResolvers<Value | null>();
    this.#waiting.set(name, wanted);
    if (!this.#running) {
      this.#running = true;
      // A turn later, so that the names of one burst share the first query too.
      setImmediate(() => void this.#drain());
    }
    return wanted.promise;
  }

  async #drain(): Promise<void> {
    const { batchMax, timeoutMs, load } = this.#options;
    while (this.#waiting.size > 0) {
      this.#asked = new Map([...this.#waiting].slice(0, batchMax));
      for (const name of this.#asked.keys()) this.#waiting.delete(name);
      try {
        const values = await inTime(load([...this.#asked.keys()]), timeoutMs);
        for (const [name, { resolve }] of this.#asked) resolve(values.get(name) ?? null);
      } catch (error) {
        for (const { reject } of this.#asked.values()) reject(error);
      }
      this.#asked = new Map();
    }
    this.#running = false;
  }
}
