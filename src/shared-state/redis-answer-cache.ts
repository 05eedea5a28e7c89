import { answerOfBytes, bytesOfAnswer } from "../gateway/caching/answer-bytes.ts";
import type { AnswerCache, CachedAnswer, CacheStats, PurgeSelector } from "../gateway/caching/answer-cache.ts";
import { CacheTally } from "../gateway/caching/cache-tally.ts";
import { packAnswer, unpackAnswer } from "../gateway/caching/pack-answer.ts";
import { isSelected, type Removable } from "../gateway/caching/purge-selector.ts";
import { answerKeys, type CacheScripts, defineCacheScripts } from "./cache-scripts.ts";
import { isConnected, type RedisClient } from "./open-redis.ts";

export interface RedisCacheBounds {
  /** Of one organization's answers, as they are kept; those that end first make room. */
  readonly maxTenantBytes: number;
  /** Of one answer's text; larger ones are not kept. */
  readonly maxEntryBytes: number;
}

/** What an entry takes beside its bytes. */
const ENTRY_BYTES = 512;
const SCANNED_AT_ONCE = 500;
/** Counts go out together: after so many, or after so long. */
const COUNTS_AT_ONCE = 50;
const COUNTS_WAIT_MS = 2_000;
const TALLY_TTL_MS = 400 * 24 * 3_600_000;

/**
 * Answers that all replicas share. Looking up is one round trip; storing one. While Redis is away nothing is found and
 * nothing stored. Run it with `maxmemory-policy noeviction`: who evicts the index would hide answers from removal.
 */
export class RedisAnswerCache implements AnswerCache {
  readonly #redis: RedisClient;
  readonly #bounds: RedisCacheBounds;
  readonly #scripts: CacheScripts;
  readonly #tally = new CacheTally();
  #purges = 0;

  constructor(redis: RedisClient, bounds: RedisCacheBounds) {
    this.#redis = redis;
    this.#bounds = bounds;
    this.#scripts = defineCacheScripts(redis);
  }

  async get(organizationId: string, key: string, nowMs: number): Promise<CachedAnswer | undefined> {
    if (!isConnected(this.#redis)) return undefined;
    try {
      const bytes = await this.#redis.getBuffer(answerKeys(organizationId).answer(key));
      const packed = bytes === null ? undefined : answerOfBytes(bytes, this.#bounds.maxEntryBytes);
      if (packed === undefined || packed.facts.expiresAtMs <= nowMs) return undefined;
      return await unpackAnswer(packed);
    } catch {
      return undefined;
    }
  }

  async put(organizationId: string, key: string, answer: CachedAnswer): Promise<void> {
    const ttlMs = Math.floor(answer.expiresAtMs - answer.storedAtMs);
    if (answer.before.length + answer.after.length > this.#bounds.maxEntryBytes || ttlMs < 1) return;
    const purges = this.#purges;
    try {
      const packed = await packAnswer(answer);
      const bytes = bytesOfAnswer(packed);
      const size = bytes.length + ENTRY_BYTES;
      // What was removed meanwhile must not come back.
      if (purges !== this.#purges || size > this.#bounds.maxTenantBytes || !isConnected(this.#redis)) return;
      const { answer: keyOf, ends, facts, bytes: sum } = answerKeys(organizationId);
      const removable = JSON.stringify(removableOf(answer));
      const times = [answer.expiresAtMs, answer.storedAtMs, ttlMs, this.#bounds.maxTenantBytes];
      await this.#scripts.put(ends, facts, sum, keyOf(""), key, bytes, removable, size, ...times);
    } catch {
      // Then it is not stored.
    }
  }

  note(organizationId: string, hit: CachedAnswer | undefined, nowMs: number): void {
    this.#tally.note(organizationId, hit, nowMs);
    const { hits, misses, countedSinceMs } = this.#tally.of(organizationId);
    if (hits + misses >= COUNTS_AT_ONCE || nowMs - (countedSinceMs ?? nowMs) >= COUNTS_WAIT_MS) {
      this.#tellCounts(organizationId).catch(() => {});
    }
  }

  async purge(selector: PurgeSelector): Promise<number> {
    this.#purges += 1;
    const { answer: keyOf, ends, facts, bytes } = answerKeys(selector.organizationId);
    let removed = 0;
    let cursor = "0";
    do {
      const [next, found] = await this.#scan(facts, cursor, selector.key);
      const meant = pairsOf(found).filter(([key, text]) => isMeant(selector, key, text));
      if (meant.length > 0) {
        const keys = meant.map(([key]) => key);
        removed += Number(await this.#scripts.remove(ends, facts, bytes, keyOf(""), ...keys));
      }
      cursor = next;
    } while (cursor !== "0");
    return removed;
  }

  async stats(organizationId: string, nowMs: number): Promise<CacheStats> {
    await this.#tellCounts(organizationId);
    const { answer: keyOf, ends, facts, bytes: sum, tally } = answerKeys(organizationId);
    const found = (await this.#scripts.stats(ends, facts, sum, tally, keyOf(""), nowMs)) as (string | number)[];
    const [entries, bytes, hits, misses, savedNanos, since] = found;
    return {
      entries: Number(entries),
      bytes: Number(bytes),
      hits: Number(hits),
      misses: Number(misses),
      savedNanos: Number(savedNanos),
      countedSinceMs: since === "" ? null : Number(since),
    };
  }

  /** A part of an organization's entries as keys and facts in turn; one entry alone is looked up. */
  async #scan(facts: string, cursor: string, key: string | undefined): Promise<[string, string[]]> {
    if (key === undefined) return this.#redis.hscan(facts, cursor, "COUNT", SCANNED_AT_ONCE);
    const text = await this.#redis.hget(facts, key);
    return ["0", text === null ? [] : [key, text]];
  }

  async #tellCounts(organizationId: string): Promise<void> {
    if (!isConnected(this.#redis)) return;
    const { hits, misses, savedNanos, countedSinceMs } = this.#tally.take(organizationId);
    if (countedSinceMs === null) return;
    const { tally } = answerKeys(organizationId);
    await this.#redis
      .multi()
      .hincrby(tally, "hits", hits)
      .hincrby(tally, "misses", misses)
      .hincrby(tally, "savedNanos", Math.round(savedNanos))
      .hsetnx(tally, "since", countedSinceMs)
      .pexpire(tally, TALLY_TTL_MS)
      .exec();
  }
}

function removableOf({ projectId, requestId, model, label, storedAtMs }: CachedAnswer): Removable {
  return { projectId, requestId, model, label, storedAtMs };
}

function pairsOf(found: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < found.length; i += 2) pairs.push([found[i] ?? "", found[i + 1] ?? ""]);
  return pairs;
}

/** Facts stand behind the entry's size. What cannot be read is no answer of ours: it goes with everything. */
function isMeant(selector: PurgeSelector, key: string, text: string): boolean {
  try {
    return isSelected(selector, key, JSON.parse(text.slice(text.indexOf("{"))) as Removable);
  } catch {
    return true;
  }
}
