/** The key that calls and what belongs to it; flat, so that a request reads it without a lookup. */
export interface CallerKey {
  readonly keyId: string;
  readonly keyStatus: "active" | "inactive" | "deleted";
  /** Null: never. */
  readonly expiresAtMs: number | null;
  /** Null: no limit. */
  readonly usageLimitNanos: number | null;
  /** What the worker had booked when this was read. */
  readonly spentNanos: number;
  readonly rateLimits: CallerRateLimits | null;
  readonly organizationId: string;
  readonly projectId: string;
  readonly projectSlug: string;
  readonly projectMode: "api-keys" | "credits" | "hybrid";
  readonly projectStatus: "active" | "archived" | "deleted";
  readonly defaultModel: string | null;
}

/** Limits of one key; absent: the installation's. */
export interface CallerRateLimits {
  readonly rpm?: number;
  readonly tpm?: number;
  readonly rpd?: number;
  readonly parallel?: number;
}

/** Finds keys by the SHA-256 of their text. Known keys are answered at once; only new ones take a promise. */
export interface KeyDirectory {
  lookup(hashHex: string): CallerKey | null | Promise<CallerKey | null>;
}
