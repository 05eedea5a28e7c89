import type { AnswerCache, CachedAnswer, CacheStats, PurgeSelector } from "./answer-cache.ts";
import { CacheTally } from "./cache-tally.ts";
import { type PackedAnswer, packAnswer, unpackAnswer } from "./pack-answer.ts";
import { isSelected } from "./purge-selector.ts";

export interface MemoryCacheBounds {
  /** Of all entries, as they are kept. */
  readonly maxBytes: number;
  /** Of one answer's text; larger ones are not kept. */
  readonly maxEntryBytes: number;
}

/** What an entry takes beside its body. */
const ENTRY_BYTES = 1_024;
/** Making room looks at every organization, so it makes a little more than is needed: this part of all. */
const ROOM_PART = 64;
/** Entries of an organization that are looked at for their end whenever it stores something. */
const SWEPT_WITH_EACH = 4;

/** More answers than this are not given before they are compressed. */
const MAX_PACKING = 100;

interface Entry {
  readonly packed: PackedAnswer;
  readonly untilMs: number;
}

/** Entries of one organization; those longest unused come first. */
interface Tenant {
  readonly entries: Map<string, Entry>;
  bytes: number;
}

/**
 * Keeps answers in this process. When it is full, the organization that takes most gives up what it has not used for
 * longest: one alone may fill all of it, and none can push out those that take less.
 */
export class MemoryAnswerCache implements AnswerCache {
  readonly #bounds: MemoryCacheBounds;
  readonly #tenants = new Map<string, Tenant>();
  readonly #tally = new CacheTally();
  /** Being compressed, by organization and key. */
  readonly #packing = new Map<string, { readonly answer: CachedAnswer; readonly untilMs: number }>();
  #bytes = 0;
  #purges = 0;

  constructor(bounds: MemoryCacheBounds) {
    this.#bounds = bounds;
  }

  /** Of all entries, as they are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  get(
    organizationId: string,
    key: string,
    nowMs: number,
  ): CachedAnswer | undefined | Promise<CachedAnswer | undefined> {
    const tenant = this.#tenants.get(organizationId);
    const entry = tenant?.entries.get(key);
    if (tenant === undefined || entry === undefined) return this.#beingPacked(organizationId, key, nowMs);
    if (entry.untilMs <= nowMs) {
      this.#remove(organizationId, tenant, key);
      return undefined;
    }
    // Last in the order again.
    tenant.entries.delete(key);
    tenant.entries.set(key, entry);
    return unpackAnswer(entry.packed);
  }

  /** `untilMs` ends the entry here before the answer itself ends. */
  async put(
    organizationId: string,
    key: string,
    answer: CachedAnswer,
    untilMs: number = answer.expiresAtMs,
  ): Promise<void> {
    if (answer.before.length + answer.after.length > this.#bounds.maxEntryBytes) return;
    const purges = this.#purges;
    let packed: PackedAnswer | Promise<PackedAnswer> = packAnswer(answer);
    if (packed instanceof Promise) {
      const name = `${organizationId} ${key}`;
      const coming = { answer, untilMs };
      if (this.#packing.size < MAX_PACKING) this.#packing.set(name, coming);
      packed = await packed;
      if (this.#packing.get(name) === coming) this.#packing.delete(name);
    }
    // What was removed meanwhile must not come back.
    if (purges === this.#purges) this.#add(organizationId, key, { packed, untilMs });
  }

  /** Who asks again at once is given what is still being compressed. */
  #beingPacked(organizationId: string, key: string, nowMs: number): CachedAnswer | undefined {
    const coming = this.#packing.get(`${organizationId} ${key}`);
    return coming !== undefined && coming.untilMs > nowMs ? coming.answer : undefined;
  }

  note(organizationId: string, hit: CachedAnswer | undefined, nowMs: number): void {
    this.#tally.note(organizationId, hit, nowMs);
  }

  purge(selector: PurgeSelector): Promise<number> {
    this.#purges += 1;
    this.#packing.clear();
    const tenant = this.#tenants.get(selector.organizationId);
    let removed = 0;
    for (const [key, { packed }] of tenant?.entries ?? []) {
      if (tenant === undefined || !isSelected(selector, key, packed.facts)) continue;
      this.#remove(selector.organizationId, tenant, key);
      removed += 1;
    }
    return Promise.resolve(removed);
  }

  stats(organizationId: string, nowMs: number): Promise<CacheStats> {
    this.#sweep(organizationId, nowMs, Number.POSITIVE_INFINITY);
    const tenant = this.#tenants.get(organizationId);
    const { entries, bytes } = { entries: tenant?.entries.size ?? 0, bytes: tenant?.bytes ?? 0 };
    return Promise.resolve({ entries, bytes, ...this.#tally.of(organizationId) });
  }

  /** Removes what has expired. Without it, that stays until its room is needed; it is never given. */
  removeExpired(nowMs: number): void {
    for (const organizationId of [...this.#tenants.keys()]) {
      this.#sweep(organizationId, nowMs, Number.POSITIVE_INFINITY);
    }
  }

  #add(organizationId: string, key: string, entry: Entry): void {
    const size = sizeOf(entry);
    if (size > this.#bounds.maxBytes) return;
    this.#sweep(organizationId, entry.packed.facts.storedAtMs, SWEPT_WITH_EACH);
    const before = this.#tenants.get(organizationId);
    if (before !== undefined) this.#remove(organizationId, before, key);
    this.#makeRoom(size);
    const tenant = this.#tenants.get(organizationId) ?? { entries: new Map<string, Entry>(), bytes: 0 };
    this.#tenants.set(organizationId, tenant);
    tenant.entries.set(key, entry);
    tenant.bytes += size;
    this.#bytes += size;
  }

  #makeRoom(size: number): void {
    const { maxBytes } = this.#bounds;
    while (this.#bytes + size > maxBytes) {
      const largest = this.#largest();
      if (largest === undefined) return;
      const [organizationId, tenant] = largest;
      const share = maxBytes / this.#tenants.size;
      const spare = Math.min(maxBytes / ROOM_PART, tenant.bytes - share);
      const goal = tenant.bytes - Math.max(this.#bytes + size - maxBytes, spare);
      // One at least, and then on until it has given enough or is no larger than its share.
      do {
        const oldest = tenant.entries.keys().next();
        if (oldest.done) break;
        this.#remove(organizationId, tenant, oldest.value);
      } while (tenant.bytes > Math.max(goal, share));
    }
  }

  #largest(): [string, Tenant] | undefined {
    let largest: [string, Tenant] | undefined;
    for (const each of this.#tenants) if (largest === undefined || each[1].bytes > largest[1].bytes) largest = each;
    return largest;
  }

  #sweep(organizationId: string, nowMs: number, most: number): void {
    const tenant = this.#tenants.get(organizationId);
    if (tenant === undefined) return;
    let seen = 0;
    for (const [key, { untilMs }] of tenant.entries) {
      if (seen >= most) return;
      seen += 1;
      if (untilMs <= nowMs) this.#remove(organizationId, tenant, key);
    }
  }

  #remove(organizationId: string, tenant: Tenant, key: string): void {
    const entry = tenant.entries.get(key);
    if (entry === undefined) return;
    const size = sizeOf(entry);
    tenant.entries.delete(key);
    tenant.bytes -= size;
    this.#bytes -= size;
    if (tenant.entries.size === 0) this.#tenants.delete(organizationId);
  }
}

function sizeOf({ packed }: Entry): number {
  return packed.body.length + ENTRY_BYTES;
}
