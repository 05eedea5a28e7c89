import type { FinishReason } from "../../canonical/finish.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { Warning } from "../../canonical/warning.ts";

/**
 * A whole answer as a caller got it, to be given again: with its own id, and with another object of the gateway's in it.
 * `recordId` and `requestId` name the first request, for receipts and for removal.
 */
export interface CachedAnswer {
  readonly contentType: string;
  readonly stream: boolean;
  readonly status: 200;
  /** Latin1, one character a byte: what stands before the gateway's own object. All of it where there is no place for one. */
  readonly before: string;
  /** What stands behind the gateway's own object. */
  readonly after: string;
  /** Whether the answer has a place for the gateway's object; speech, say, has none. */
  readonly sealed: boolean;
  readonly provider: string;
  readonly model: string;
  readonly nativeModel: string;
  /** `provider/model`, as answers name it. */
  readonly label: string;
  readonly finishReason: FinishReason;
  /** What the first request used. */
  readonly usage: Usage;
  /** What the first request cost in nano-dollars, which is what a hit saves; null: unknown. */
  readonly totalNanos: number | null;
  /** What the translation of the first request could not express: it holds for the answer whoever gets it. */
  readonly warnings: readonly Warning[];
  readonly storedAtMs: number;
  /** From this moment on it is not given any more. */
  readonly expiresAtMs: number;
  /** The project whose request it was; several share answers where the organization's namespace is its own. */
  readonly projectId: string;
  readonly recordId: string;
  readonly requestId: string;
}

/** Which of an organization's answers are meant; all that are given must fit. */
export interface PurgeSelector {
  readonly organizationId: string;
  readonly projectId?: string | undefined;
  /** One entry, by its cache key. */
  readonly key?: string | undefined;
  /** The request whose answer was stored. */
  readonly requestId?: string | undefined;
  /** `provider/model`, or the model's catalogue id alone. */
  readonly model?: string | undefined;
  /** Those that were stored before this moment. */
  readonly storedBeforeMs?: number | undefined;
}

/** What is kept of one organization and what that was worth. */
export interface CacheStats {
  readonly entries: number;
  /** As they are kept: compressed. */
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
  /** Nano-dollars that hits would have cost, as far as that is known. */
  readonly savedNanos: number;
  /** When counting began; null: nothing was counted yet. */
  readonly countedSinceMs: number | null;
}

/**
 * Keeps answers. Entries belong to one organization, and a key already holds everything that must be equal, the tenant's
 * namespace too (see cache-key.ts). One behaviour in a process and in shared state. Looking up and storing never throw
 * or reject: a cache that is away is a miss.
 */
export interface AnswerCache {
  /** What is stored and has not expired. At once where that is possible. */
  get(organizationId: string, key: string, nowMs: number): CachedAnswer | undefined | Promise<CachedAnswer | undefined>;
  /** Stores until `expiresAtMs`, in place of what was there. An answer that is too large is not stored. */
  put(organizationId: string, key: string, answer: CachedAnswer): void | Promise<void>;
  /** Counts a lookup that was answered from here (the answer) or not (undefined). */
  note(organizationId: string, hit: CachedAnswer | undefined, nowMs: number): void;
  /** Removes entries and says how many. Rejects when it cannot be known that they are gone. */
  purge(selector: PurgeSelector): Promise<number>;
  /** Rejects when it cannot be known. */
  stats(organizationId: string, nowMs: number): Promise<CacheStats>;
}
