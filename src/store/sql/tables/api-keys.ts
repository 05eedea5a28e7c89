import type { Generated } from "kysely";
import type { NullableJson } from "../json-column.ts";
import type { SpendLimitsDocument } from "./organization-settings.ts";

export type KeyStatus = "active" | "inactive" | "deleted";
/** Why a key is inactive: somebody said so, or its usage limit is spent. */
export type KeyStatusReason = "manual" | "usage_limit";

/** Limits of one key; absent: the plan's. */
export interface KeyRateLimits {
  readonly rpm?: number;
  readonly tpm?: number;
  readonly rpd?: number;
  readonly parallel?: number;
}

/** One rule of what a key may call. */
export type IamRule = {
  readonly effect: "allow" | "deny";
  /** What a refusal calls the rule. */
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

export interface ApiKeysTable {
  id: string;
  organization_id: string;
  project_id: string;
  description: string;
  environment: "production" | "development";
  /** SHA-256 of the key in hex. */
  hash: string;
  prefix: string;
  last4: string;
  status: Generated<KeyStatus>;
  /** Null unless inactive. */
  status_reason: Generated<KeyStatusReason | null>;
  expires_at: Date | null;
  usage_limit_nanos: number | null;
  rate_limits: NullableJson<KeyRateLimits>;
  limits: NullableJson<SpendLimitsDocument>;
  ip_allowlist: NullableJson<readonly string[]>;
  iam: NullableJson<readonly IamRule[]>;
  /** Null: nobody is reminded. */
  rotation_reminder_days: Generated<number | null>;
  rotated_at: Generated<Date | null>;
  created_by: string | null;
  created_at: Date;
  updated_at: Date;
}

/** Apart from the key itself, so that settling usage never waits for, nor rewrites, a key's settings. */
export interface ApiKeyUsageTable {
  api_key_id: string;
  spent_nanos: number;
  requests: number;
  prompt_tokens: number;
  completion_tokens: number;
  last_used_at: Date;
}

/** A secret that a key had before it was rotated. Kept after its end, so that a given key is not made anew. */
export interface RetiredSecretsTable {
  hash: string;
  api_key_id: string;
  valid_until: Date;
  created_at: Date;
}
