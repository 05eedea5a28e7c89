/** How a batch is loaded and bounded. */
export interface BatchLoaderOptions<Value> {
  /** Values by name; names that do not exist are absent. */
  readonly load: (names: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  readonly timeoutMs: number;
  readonly batchMax: number;
  /** More names than this waiting at once are refused. */
  readonly waitingMax: number;
}

interface Waiter<Value> {
  resolve(value: Value | null): void;
  reject(error: unknown): void;
}

/**
 * Loads values by name with one query at a time: names asked for while it runs wait together for the next. So neither a
 * thousand callers of one new key nor a spray of made-up keys means more than one query in flight.
 */
export class BatchLoader<Value> {
  readonly #options: BatchLoaderOptions<Value>;
  readonly #waiting = new Map<string, { readonly promise: Promise<Value | null>; readonly waiter: Waiter<Value> }>();
  #running = false;

  constructor(options: BatchLoaderOptions<Value>) {
    this.#options = options;
  }

  /** The value of a name, or null when there is none. Rejects when it could not be looked up. */
  load(name: string): Promise<Value | null> {
    const same = this.#waiting.get(name);
    if (same !== undefined) return same.promise;
    if (this.#waiting.size >= this.#options.waitingMax)
      return Promise.reject(new Error("too many lookups are waiting"));
    const { promise, resolve, reject } = Promise.withResolvers<Value | null>();
    this.#waiting.set(name, { promise, waiter: { resolve, reject } });
    if (!this.#running) {
      this.#running = true;
      // A turn later, so that the names of one burst share the first query too.
      setImmediate(() => void this.#drain());
    }
    return promise;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, this.#options.batchMax);
      try {
        const values = await this.#loadInTime(batch.map(([name]) => name));
        for (const [name, { waiter }] of batch) this.#settle(name, () => waiter.resolve(values.get(name) ?? null));
      } catch (error) {
        for (const [name, { waiter }] of batch) this.#settle(name, () => waiter.reject(error));
      }
    }
    this.#running = false;
  }

  #settle(name: string, answer: () => void): void {
    this.#waiting.delete(name);
    answer();
  }

  async #loadInTime(names: readonly string[]): Promise<ReadonlyMap<string, Value>> {
    const { timeoutMs, load } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      return await Promise.race([load(names), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}
