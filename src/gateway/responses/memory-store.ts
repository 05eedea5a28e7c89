import { LRUCache } from "lru-cache";
import type { Clock } from "../../clock.ts";
import { type ResponseStore, type StoredResponse, textOfRecord } from "./stored-response.ts";

/** What the store may take, in bytes of JSON. */
export const MEMORY_STORE_BYTES = 64 * 1024 * 1024;

/** Entries are small at times: their ids count too. */
const ENTRY_BYTES = 512;

interface Entry {
  /** JSON, so that nobody can change what is kept. */
  readonly text: string;
  readonly expiresAtMs: number;
  /** Keys in the index of items. */
  readonly itemKeys: readonly string[];
}

/** Keeps responses in this process: those used last, as many as fit. */
export function createMemoryStore(clock: Pick<Clock, "now">, maxBytes = MEMORY_STORE_BYTES): ResponseStore {
  return new MemoryStore(clock, maxBytes);
}

class MemoryStore implements ResponseStore {
  readonly #clock: Pick<Clock, "now">;
  readonly #maxBytes: number;
  readonly #entries: LRUCache<string, Entry>;
  /** The entry that holds an output item. */
  readonly #holders = new Map<string, string>();

  constructor(clock: Pick<Clock, "now">, maxBytes: number) {
    this.#clock = clock;
    this.#maxBytes = maxBytes;
    this.#entries = new LRUCache<string, Entry>({
      maxSize: maxBytes,
      sizeCalculation: ({ text }) => Buffer.byteLength(text) + ENTRY_BYTES,
      dispose: (entry, key) => this.#forget(entry, key),
    });
  }

  async put(scope: string, id: string, record: StoredResponse, expiresAtMs: number): Promise<void> {
    const text = textOfRecord(record);
    // What is larger than all of it would throw everything else out and not fit either.
    if (Buffer.byteLength(text) + ENTRY_BYTES > this.#maxBytes) return;
    const key = keyOf(scope, id);
    const itemKeys = record.itemIds.map((itemId) => keyOf(scope, itemId));
    this.#entries.set(key, { text, expiresAtMs, itemKeys });
    for (const itemKey of itemKeys) this.#holders.set(itemKey, key);
  }

  async get(scope: string, id: string): Promise<StoredResponse | undefined> {
    return this.#read(keyOf(scope, id));
  }

  async delete(scope: string, id: string): Promise<boolean> {
    const key = keyOf(scope, id);
    const there = this.#read(key) !== undefined;
    this.#entries.delete(key);
    return there;
  }

  async findByItems(scope: string, itemIds: readonly string[]): Promise<readonly StoredResponse[]> {
    const keys = new Set(itemIds.flatMap((itemId) => this.#holders.get(keyOf(scope, itemId)) ?? []));
    return [...keys].flatMap((key) => this.#read(key) ?? []);
  }

  #read(key: string): StoredResponse | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresAtMs > this.#clock.now()) return JSON.parse(entry.text) as StoredResponse;
    this.#entries.delete(key);
    return undefined;
  }

  #forget({ itemKeys }: Entry, key: string): void {
    for (const itemKey of itemKeys) if (this.#holders.get(itemKey) === key) this.#holders.delete(itemKey);
  }
}

/** Scopes hold no line break, so no two pairs give the same key. */
function keyOf(scope: string, id: string): string {
  return `${scope}\n${id}`;
}
