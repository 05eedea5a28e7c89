import type { AnswerCache, CachedAnswer, CacheStats, PurgeSelector } from "./answer-cache.ts";
import type { MemoryAnswerCache } from "./memory-answer-cache.ts";

/**
 * A process's own memory in front of shared state, for answers that are asked for again at once. What another process
 * removes is given here for `frontMs` at most.
 */
export class LayeredAnswerCache implements AnswerCache {
  readonly #front: MemoryAnswerCache;
  readonly #back: AnswerCache;
  readonly #frontMs: number;
  /** Counts removals, so that what was on its way from behind does not come to the front after one. */
  #purges = 0;

  constructor(front: MemoryAnswerCache, back: AnswerCache, frontMs: number) {
    this.#front = front;
    this.#back = back;
    this.#frontMs = frontMs;
  }

  get(
    organizationId: string,
    key: string,
    nowMs: number,
  ): CachedAnswer | undefined | Promise<CachedAnswer | undefined> {
    const near = this.#front.get(organizationId, key, nowMs);
    return near === undefined ? this.#getFar(organizationId, key, nowMs) : near;
  }

  async put(organizationId: string, key: string, answer: CachedAnswer): Promise<void> {
    const near = this.#keepNear(organizationId, key, answer, answer.storedAtMs);
    await Promise.all([near, this.#back.put(organizationId, key, answer)]);
  }

  note(organizationId: string, hit: CachedAnswer | undefined, nowMs: number): void {
    this.#back.note(organizationId, hit, nowMs);
  }

  async purge(selector: PurgeSelector): Promise<number> {
    this.#purges += 1;
    const removed = await this.#back.purge(selector);
    this.#purges += 1;
    await this.#front.purge(selector);
    return removed;
  }

  stats(organizationId: string, nowMs: number): Promise<CacheStats> {
    return this.#back.stats(organizationId, nowMs);
  }

  async #getFar(organizationId: string, key: string, nowMs: number): Promise<CachedAnswer | undefined> {
    const purges = this.#purges;
    const far = await this.#back.get(organizationId, key, nowMs);
    if (far !== undefined && purges === this.#purges) void this.#keepNear(organizationId, key, far, nowMs);
    return far;
  }

  #keepNear(organizationId: string, key: string, answer: CachedAnswer, nowMs: number): Promise<void> {
    const untilMs = Math.min(answer.expiresAtMs, nowMs + this.#frontMs);
    return this.#front.put(organizationId, key, answer, untilMs);
  }
}
