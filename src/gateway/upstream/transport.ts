import { type buildConnector, type Dispatcher, Pool } from "undici";

/** Starts one HTTP exchange and reports to the handler: undici's primitive, also implemented by in-process providers. */
export type Dispatch = (options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) => void;

export interface TransportOptions {
  readonly connectTimeoutMs: number;
  /** Most connections to one origin. */
  readonly maxConnections: number;
  readonly maxHeaderBytes: number;
  /** How connections are made, where not every address may be called. */
  readonly connect?: buildConnector.connector | undefined;
}

/** Keeps one connection pool for each origin. */
export class Transport {
  readonly #pools = new Map<string, Pool>();
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** The dispatch function of an origin such as `https://api.openai.com`. */
  to(origin: string): Dispatch {
    let pool = this.#pools.get(origin);
    if (pool === undefined) {
      pool = new Pool(origin, {
        connections: this.#options.maxConnections,
        pipelining: 1,
        connect: this.#options.connect ?? { timeout: this.#options.connectTimeoutMs, noDelay: true },
        maxHeaderSize: this.#options.maxHeaderBytes,
        keepAliveTimeout: 30_000,
        allowH2: false,
      });
      this.#pools.set(origin, pool);
    }
    const chosen = pool;
    return (options, handler) => {
      chosen.dispatch(options, handler);
    };
  }

  /** Ends all connections at once; running exchanges fail. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }
}
