import type { IamRule, KeyRateLimits, KeyStatus, Plan, ProjectMode, ProjectStatus } from "./sql/schema.ts";

/** Everything the data plane needs to know about the caller, flat and immutable, so that a request reads one object. */
export interface CallerKey {
  readonly keyId: string;
  readonly keyStatus: KeyStatus;
  readonly environment: "production" | "development";
  /** Null: never. */
  readonly expiresAtMs: number | null;
  /** Null: no limit. */
  readonly usageLimitNanos: number | null;
  /** What the journal had settled when this was read. */
  readonly spentNanos: number;
  readonly rateLimits: KeyRateLimits | null;
  /** Addresses and CIDR ranges; null: everywhere. */
  readonly ipAllowlist: readonly string[] | null;
  /** Null: everything is allowed. */
  readonly iam: readonly IamRule[] | null;
  readonly organizationId: string;
  readonly plan: Plan;
  readonly projectId: string;
  readonly projectSlug: string;
  readonly projectStatus: ProjectStatus;
  readonly projectMode: ProjectMode;
  readonly cachingEnabled: boolean;
  readonly cacheDurationSeconds: number;
  readonly defaultModel: string | null;
}
