import type { Json } from "../json-column.ts";
import type { KeyRateLimits } from "./api-keys.ts";

/** Parts and fields as the API takes them; absent: not said. */
export interface SettingsDocument {
  readonly routingPreferences?: RoutingPreferencesDocument;
  readonly limits?: SpendLimitsDocument;
  readonly rateLimits?: KeyRateLimits & { readonly ip?: KeyRateLimits };
  readonly timeZone?: string;
  readonly alerts?: { readonly threshold_percent?: number; readonly webhook_url?: string };
  readonly semanticCache?: {
    readonly cache_enabled?: boolean;
    readonly similarity_threshold?: number;
    readonly ttl_seconds?: number;
    readonly exclude_models?: readonly string[];
    readonly mode?: "on" | "shadow";
    readonly namespace?: "organization" | "project" | "key";
    readonly embedding_model?: string;
  };
  readonly exactCache?: {
    readonly namespace?: "organization" | "project" | "key";
    readonly coalesce?: boolean;
  };
  readonly pii?: {
    readonly pii_detection_enabled?: boolean;
    readonly pii_action?: "redact" | "block" | "warn" | "tokenize";
    readonly pii_types?: readonly string[];
  };
  readonly guardrails?: readonly GuardrailDocument[];
  readonly ipAllowlist?: readonly string[];
  readonly residency?: { readonly allowed_regions?: readonly string[] };
  readonly retention?: { readonly store_content?: boolean; readonly days?: number };
  readonly configs?: { readonly separate_approval?: boolean };
}

/** Of an organization, a project or a key. */
export interface SpendLimitsDocument {
  readonly daily_usd?: number;
  readonly weekly_usd?: number;
  readonly monthly_usd?: number;
  readonly per_request_usd?: number;
  readonly allow_unpriced?: boolean;
}

/** Of an organization or of a project. */
export interface RoutingPreferencesDocument {
  readonly default_priority?: "cost" | "latency" | "quality";
  readonly quality_threshold?: number;
  readonly max_latency_ms?: number;
  readonly allowed_providers?: readonly string[];
  readonly blocked_providers?: readonly string[];
  readonly allowed_models?: readonly string[];
  readonly blocked_models?: readonly string[];
  readonly fallback_enabled?: boolean;
  readonly fallback_chain?: readonly string[];
}

/** A guardrail of an organization or of a project, as the API takes it; which parameters there are depends on the type. */
export interface GuardrailDocument {
  readonly name: string;
  readonly type:
    | "starts_with"
    | "ends_with"
    | "contains"
    | "regex"
    | "pii"
    | "presidio_analyzer"
    | "presidio_anonymizer"
    | "prompt_injection"
    | "keywords"
    | "topics"
    | "judge"
    | "http";
  readonly where?: "input" | "output" | "io" | undefined;
  readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize" | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly response_message?: string | undefined;
  readonly description?: string | undefined;
  readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[] | undefined;
  readonly enabled?: boolean | undefined;
}

/** One row an organization that ever set something. */
export interface OrganizationSettingsTable {
  organization_id: string;
  document: Json<SettingsDocument>;
  /** Raised by each change, so that readers fetch the document only when it is another one. */
  version: number;
  updated_at: Date;
}
