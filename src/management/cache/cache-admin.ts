/** What the management API asks of the cache of answers; the data plane's `AnswerCache` is one. */
export interface CacheAdmin {
  /** Removes entries and says how many. Rejects when it cannot be known that they are gone. */
  purge(selector: {
    readonly organizationId: string;
    readonly projectId?: string | undefined;
    readonly key?: string | undefined;
    readonly requestId?: string | undefined;
    readonly model?: string | undefined;
    readonly storedBeforeMs?: number | undefined;
  }): Promise<number>;
  /** Rejects when it cannot be known. */
  stats(
    organizationId: string,
    nowMs: number,
  ): Promise<{
    readonly entries: number;
    readonly bytes: number;
    readonly hits: number;
    readonly misses: number;
    readonly savedNanos: number;
    readonly countedSinceMs: number | null;
  }>;
}
