import type { OrganizationSettings, RoutingPreferences } from "./organization-settings.ts";
import type { IamRule, KeyRateLimits, KeyStatus, Plan, ProjectMode, ProjectStatus } from "./sql/schema.ts";
import type { GuardrailDocument } from "./sql/tables/organization-settings.ts";

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
  /** Rate limits of plan, organization and project; what is absent has no limit there. */
  readonly organizationRateLimits: KeyRateLimits;
  readonly projectRateLimits: KeyRateLimits | null;
  /** For each address that calls with keys of this organization. */
  readonly ipRateLimits: KeyRateLimits | null;
  /** The organization's, then the project's. One object as long as nothing changes. */
  readonly guardrails: readonly GuardrailDocument[];
  /** IANA name, such as `Europe/Rome`: days, weeks (Monday) and months of budgets begin there. */
  readonly timeZone: string;
  /** All that may bind this key, those of tags included. One object as long as nothing changes. */
  readonly budgets: readonly CallerBudget[];
  /** What was put into the organization's credits in all, and what it may overdraw; nano-dollars. */
  readonly credits: { readonly creditedNanos: number /** Null: without bound. */; readonly lineNanos: number | null };
}

/** One bound of money on what a key spends; nano-dollars. */
export interface CallerBudget {
  readonly id: string;
  readonly scope: "organization" | "project" | "key" | "tag";
  /** Id of the object; of a tag `name=value` (value `*`: each value has a budget of its own). */
  readonly scopeId: string;
  readonly period: "request" | "day" | "week" | "month" | "total";
  readonly limitNanos: number;
  /** False: alerts only. */
  readonly hard: boolean;
  /** Models without a price may be called although they cannot be counted. */
  readonly allowUnpriced: boolean;
}
