import type { OrganizationSettings, RoutingPreferences } from "./organization-settings.ts";
import type { IamRule, KeyRateLimits, KeyStatus, Plan, ProjectMode, ProjectStatus } from "./sql/schema.ts";

/**
 * Everything the data plane needs to know about the caller, flat and immutable, so that a request reads one object. As
 * long as nothing changes it stays the same object, and so does each part that does not change: what is compiled from a
 * part may be kept by it.
 */
export interface CallerKey {
  readonly keyId: string;
  readonly keyStatus: KeyStatus;
  readonly environment: "production" | "development";
  /** Null: never. Of a secret that was rotated away: when its overlap ends, if that is earlier. */
  readonly expiresAtMs: number | null;
  /** Null: no limit. */
  readonly usageLimitNanos: number | null;
  /** What the journal had settled when this was read. */
  readonly spentNanos: number;
  readonly rateLimits: KeyRateLimits | null;
  /** Addresses and CIDR ranges; null: everywhere. The organization's own list is in `settings`. */
  readonly ipAllowlist: readonly string[] | null;
  /** Null: everything is allowed. */
  readonly iam: readonly IamRule[] | null;
  readonly organizationId: string;
  readonly plan: Plan;
  /** One object for all keys of the organization. */
  readonly settings: OrganizationSettings;
  readonly projectId: string;
  readonly projectSlug: string;
  readonly projectStatus: ProjectStatus;
  readonly projectMode: ProjectMode;
  readonly cachingEnabled: boolean;
  readonly cacheDurationSeconds: number;
  readonly defaultModel: string | null;
  /** The project's own; what it leaves open is the organization's. Null: all of it. */
  readonly routingPreferences: RoutingPreferences | null;
}
