import type { CachedAnswer, CacheStats } from "./answer-cache.ts";

export type Tally = Pick<CacheStats, "hits" | "misses" | "savedNanos" | "countedSinceMs">;

const NOTHING: Tally = { hits: 0, misses: 0, savedNanos: 0, countedSinceMs: null };
const MAX_ORGANIZATIONS = 100_000;

/** Counts lookups of each organization; the organizations that were counted first are forgotten beyond a bound. */
export class CacheTally {
  readonly #counts = new Map<string, Tally>();

  note(organizationId: string, hit: CachedAnswer | undefined, nowMs: number): void {
    const { hits, misses, savedNanos, countedSinceMs } = this.of(organizationId);
    this.#counts.set(organizationId, {
      hits: hits + (hit === undefined ? 0 : 1),
      misses: misses + (hit === undefined ? 1 : 0),
      savedNanos: savedNanos + (hit?.totalNanos ?? 0),
      countedSinceMs: countedSinceMs ?? nowMs,
    });
    if (this.#counts.size <= MAX_ORGANIZATIONS) return;
    const oldest = this.#counts.keys().next();
    if (!oldest.done) this.#counts.delete(oldest.value);
  }

  of(organizationId: string): Tally {
    return this.#counts.get(organizationId) ?? NOTHING;
  }

  /** Gives what was counted of an organization and forgets it. */
  take(organizationId: string): Tally {
    const counted = this.of(organizationId);
    this.#counts.delete(organizationId);
    return counted;
  }
}
