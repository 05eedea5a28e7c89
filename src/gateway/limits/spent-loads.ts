import { setTimeout as sleep } from "node:timers/promises";
import { BoundedMap } from "../../bounded-map.ts";
import type { LimitRule, SpentBefore } from "./limit-engine.ts";
import { counterKey, wholeCount } from "./windows.ts";

/** A request waits for it. */
const LOAD_TIMEOUT_MS = 1_000;
/** After a load that failed, the next is made so much later. */
const RETRY_MS = 5_000;
/** How often a counter in use is compared with the database. */
export const RECHECK_MS = 60_000;
const MAX_REMEMBERED = 20_000;

/**
 * Asks the database what was spent before anybody counted. Requests that see a counter for the first time at once share
 * one question; one that fails or takes too long is answered with undefined.
 */
export class SpentLoads {
  readonly #spentBefore: SpentBefore;
  readonly #running = new Map<string, Promise<number | undefined>>();
  readonly #askedAtMs = new BoundedMap<string, number>(MAX_REMEMBERED);

  constructor(spentBefore: SpentBefore) {
    this.#spentBefore = spentBefore;
  }

  /** Nano-dollars of each rule, in their order; undefined where the database did not tell. Never rejects. */
  load(tenant: string, rules: readonly LimitRule[]): Promise<readonly (number | undefined)[]> {
    const keys = rules.map((rule) => `${tenant}\n${counterKey(rule)}`);
    const missing = new Map<string, LimitRule>();
    rules.forEach((rule, i) => {
      const key = keys[i] ?? "";
      if (!this.#running.has(key)) missing.set(key, rule);
    });
    if (missing.size > 0) this.#ask(tenant, missing);
    return Promise.all(keys.map((key) => this.#running.get(key) ?? Promise.resolve(undefined)));
  }

  /**
   * Asks again now and then, in the background, and hands over what was spent: what counters have missed (an eviction, a
   * crash, another process that counts for itself) is then counted. To be called with every request that meets a money
   * counter; `unsure`: it counts from nought, because the first question failed.
   */
  recheck(tenant: string, rule: LimitRule, nowMs: number, unsure: boolean, then: (spent: number) => void): void {
    const key = `${tenant}\n${counterKey(rule)}`;
    const everyMs = unsure ? RETRY_MS : RECHECK_MS;
    const askedAtMs = this.#askedAtMs.get(key);
    if (askedAtMs !== undefined && Math.abs(nowMs - askedAtMs) < everyMs) return;
    this.#askedAtMs.set(key, nowMs);
    // It was made just now.
    if (askedAtMs === undefined) return;
    void this.load(tenant, [rule]).then(([spent]) => {
      if (spent !== undefined) then(spent);
    });
  }

  #ask(tenant: string, missing: ReadonlyMap<string, LimitRule>): void {
    const answer = this.#answer(tenant, [...missing.values()]);
    let i = 0;
    for (const key of missing.keys()) {
      const at = i;
      i += 1;
      this.#running.set(
        key,
        answer.then((spent) => {
          this.#running.delete(key);
          const nanos = spent?.[at];
          return nanos === undefined || Number.isNaN(nanos) ? undefined : wholeCount(nanos, 0);
        }),
      );
    }
  }

  async #answer(tenant: string, rules: readonly LimitRule[]): Promise<readonly number[] | undefined> {
    const waiting = new AbortController();
    try {
      const asked = this.#spentBefore(tenant, rules);
      return await Promise.race([asked, sleep(LOAD_TIMEOUT_MS, undefined, { signal: waiting.signal })]);
    } catch {
      return undefined;
    } finally {
      // Whoever loses the race has been heard by it, so its rejection is nobody's surprise.
      waiting.abort();
    }
  }
}
