/** How often a route was planned by the served version and by the one in its shadow, and whom each would ask first. */
export interface ShadowCount {
  readonly configId: string;
  readonly route: string;
  /** `provider/model`, or why there is none. */
  readonly served: string;
  readonly shadow: string;
  readonly requests: number;
}

/** Kinds of outcomes that are kept between two takings; what is new beyond them is not counted. */
const KINDS_MAX = 10_000;

/** Counts what versions in the shadow would have done, until somebody takes the counts away. */
export class ShadowCounts {
  #counts = new Map<string, ShadowCount>();

  note(seen: Omit<ShadowCount, "requests">, requests = 1): void {
    const key = JSON.stringify([seen.configId, seen.route, seen.served, seen.shadow]);
    const before = this.#counts.get(key);
    if (before === undefined && this.#counts.size >= KINDS_MAX) return;
    this.#counts.set(key, { ...seen, requests: (before?.requests ?? 0) + requests });
  }

  /** All counts since the last time. */
  take(): readonly ShadowCount[] {
    const taken = [...this.#counts.values()];
    this.#counts = new Map();
    return taken;
  }
}
