import type { GuardrailConfig } from "./guardrails/guardrail-config.ts";

/** The key that calls and what belongs to it; flat, so that a request reads it without a lookup. */
export interface CallerKey {
  readonly keyId: string;
  readonly keyStatus: "active" | "inactive" | "deleted";
  readonly environment: "production" | "development";
  /** Null: never. */
  readonly expiresAtMs: number | null;
  /** Null: no limit. */
  readonly usageLimitNanos: number | null;
  /** What the worker had booked when this was read. */
  readonly spentNanos: number;
  readonly rateLimits: CallerRateLimits | null;
  /** Addresses and CIDR ranges; null: everywhere. Beside it, the organization's own list must be met. */
  readonly ipAllowlist: readonly string[] | null;
  /** Null: everything is allowed. */
  readonly iam: readonly CallerIamRule[] | null;
  readonly organizationId: string;
  readonly plan: "free" | "starter" | "pro" | "enterprise";
  /** The organization's settings: one object for all of its keys, another one as soon as they change. */
  readonly settings: CallerSettings;
  readonly projectId: string;
  readonly projectSlug: string;
  readonly projectMode: "api-keys" | "credits" | "hybrid";
  readonly projectStatus: "active" | "archived" | "deleted";
  readonly cachingEnabled: boolean;
  readonly cacheDurationSeconds: number;
  readonly defaultModel: string | null;
  /** The project's own; what it leaves open is the organization's. Null: all of it. */
  readonly routingPreferences: CallerRoutingPreferences | null;
  /** Rate limits of plan, organization and project; what is absent has no limit there. */
  readonly organizationRateLimits: CallerRateLimits;
  readonly projectRateLimits: CallerRateLimits | null;
  /** For each address that calls with keys of this organization. */
  readonly ipRateLimits: CallerRateLimits | null;
  /** The organization's, then the project's. One object as long as nothing changes. */
  readonly guardrails: readonly GuardrailConfig[];
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

/** Limits of one key; absent: the installation's. */
export interface CallerRateLimits {
  readonly rpm?: number;
  readonly tpm?: number;
  readonly rpd?: number;
  readonly parallel?: number;
}

/** One rule of what a key may call; `policy/iam.ts` says how rules work together. */
export type CallerIamRule = {
  readonly effect: "allow" | "deny";
  readonly name?: string;
} & (
  | { readonly on: "models" | "providers"; readonly values: readonly string[] }
  | {
      readonly on: "pricing";
      readonly minInputUsdPerMillion?: number;
      readonly maxInputUsdPerMillion?: number;
      readonly minOutputUsdPerMillion?: number;
      readonly maxOutputUsdPerMillion?: number;
    }
  | { readonly on: "context"; readonly minTokens?: number; readonly maxTokens?: number }
);

/** What an organization set for all of its requests. */
export interface CallerSettings {
  readonly routingPreferences: CallerRoutingPreferences;
  readonly limits: CallerSpendLimits;
  readonly semanticCache: {
    readonly enabled: boolean;
    readonly similarityThreshold: number;
    readonly ttlSeconds: number;
    readonly excludeModels: readonly string[];
    /** `shadow`: what would be given is counted and not given. */
    readonly mode: "on" | "shadow";
    readonly namespace: "organization" | "project" | "key";
    /** `provider/model` that questions are embedded with; null: the installation's. */
    readonly embeddingModel: string | null;
  };
  /** Of answers to the very same question. */
  readonly exactCache: {
    /** Who shares answers. */
    readonly namespace: "organization" | "project" | "key";
    /** Whether identical requests that run at the same time are one call. */
    readonly coalesce: boolean;
  };
  readonly pii: {
    readonly enabled: boolean;
    readonly action: "redact" | "block" | "warn" | "tokenize";
    readonly types: readonly string[];
  };
  /** Null: everywhere. */
  readonly ipAllowlist: readonly string[] | null;
  /** Regions in which requests may be processed; empty: all. */
  readonly residency: { readonly allowedRegions: readonly string[] };
  readonly retention: { readonly storeContent: boolean; readonly days: number };
}

/** Null and empty: not said. */
export interface CallerRoutingPreferences {
  readonly priority: "cost" | "latency" | "quality" | null;
  readonly qualityThreshold: number | null;
  readonly maxLatencyMs: number | null;
  readonly allowedProviders: readonly string[];
  readonly blockedProviders: readonly string[];
  readonly allowedModels: readonly string[];
  readonly blockedModels: readonly string[];
  readonly fallbackEnabled: boolean | null;
  readonly fallbackChain: readonly string[];
}

/** Nano-dollars; null: no limit. */
export interface CallerSpendLimits {
  readonly dailyNanos: number | null;
  readonly weeklyNanos: number | null;
  readonly monthlyNanos: number | null;
  readonly perRequestNanos: number | null;
}

/** Finds keys by the SHA-256 of their text. Known keys are answered at once; only new ones take a promise. */
export interface KeyDirectory {
  lookup(hashHex: string): CallerKey | null | Promise<CallerKey | null>;
}
