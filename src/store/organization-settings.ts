import { isTimeZone } from "../budget-window.ts";
import { nanosOfUsd } from "./nanos-of-usd.ts";
import type { GuardrailDocument } from "./sql/tables/organization-settings.ts";

/** What an organization set for all of its requests, as the data plane uses it; what is not set has its default. */
export interface OrganizationSettings {
  readonly routingPreferences: RoutingPreferences;
  readonly limits: SpendLimits;
  readonly semanticCache: {
    readonly enabled: boolean;
    readonly similarityThreshold: number;
    readonly ttlSeconds: number;
    readonly excludeModels: readonly string[];
    /** `shadow`: what would be given is counted and not given. */
    readonly mode: "on" | "shadow";
    readonly namespace: CacheNamespaceKind;
    /** `provider/model` that questions are embedded with; null: the installation's. */
    readonly embeddingModel: string | null;
  };
  /** Of answers to the very same question. */
  readonly exactCache: {
    /** Who shares answers. */
    readonly namespace: CacheNamespaceKind;
    /** Whether identical requests that run at the same time are one call. */
    readonly coalesce: boolean;
  };
  readonly pii: {
    readonly enabled: boolean;
    readonly action: "redact" | "block" | "warn" | "tokenize";
    readonly types: readonly string[];
  };
  /** Checked when they were written; what is not understood refuses, where it is used. */
  readonly guardrails: readonly GuardrailDocument[];
  /** Null: everywhere. */
  readonly ipAllowlist: readonly string[] | null;
  /** Empty: all. */
  readonly residency: { readonly allowedRegions: readonly string[] };
  readonly retention: { readonly storeContent: boolean; readonly days: number };
  /** The organization's own, beside its plan's. */
  readonly rateLimits: RateLimits;
  /** For each address; null: none. */
  readonly ipRateLimits: RateLimits | null;
  /** IANA name: where days, weeks and months of budgets begin. */
  readonly timeZone: string;
}

export type CacheNamespaceKind = "organization" | "project" | "key";

/** What is absent has no limit. */
export interface RateLimits {
  readonly rpm?: number;
  readonly tpm?: number;
  readonly rpd?: number;
  readonly parallel?: number;
}

/** Bounds of money; null: no limit. */
export interface SpendLimits {
  readonly dailyNanos: number | null;
  readonly weeklyNanos: number | null;
  readonly monthlyNanos: number | null;
  readonly perRequestNanos: number | null;
  /** Models without a price may be called although they cannot be counted. */
  readonly allowUnpriced: boolean;
}

/** Of an organization or of a project; null and empty: not said. */
export interface RoutingPreferences {
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

/** What holds where nothing is set. */
export const SETTINGS_DEFAULTS = {
  similarityThreshold: 0.95,
  ttlSeconds: 3_600,
  piiAction: "redact",
  piiTypes: Object.freeze(["email", "phone", "ssn", "credit_card", "api_key"] as const),
  retentionDays: 30,
  thresholdPercent: 80,
  timeZone: "UTC",
} as const;

/**
 * Reads a stored document, or null where there is none. It was checked when it was written; what another version wrote
 * and this one does not understand counts as not set, and never fails a request. The result is frozen throughout.
 */
export function readOrganizationSettings(document: unknown): OrganizationSettings {
  const root = members(document);
  const cache = members(root["semanticCache"]);
  const pii = members(root["pii"]);
  const residency = members(root["residency"]);
  const retention = members(root["retention"]);
  const timeZone = root["timeZone"];
  return Object.freeze({
    routingPreferences: readRoutingPreferences(root["routingPreferences"]),
    limits: readSpendLimits(root["limits"]),
    semanticCache: Object.freeze({
      enabled: cache["cache_enabled"] === true,
      similarityThreshold: amount(cache["similarity_threshold"]) ?? SETTINGS_DEFAULTS.similarityThreshold,
      ttlSeconds: amount(cache["ttl_seconds"]) ?? SETTINGS_DEFAULTS.ttlSeconds,
      excludeModels: texts(cache["exclude_models"]),
      mode: oneOf(CACHE_MODES, cache["mode"]) ?? "on",
      namespace: oneOf(NAMESPACES, cache["namespace"]) ?? "organization",
      embeddingModel: typeof cache["embedding_model"] === "string" ? cache["embedding_model"] : null,
    }),
    exactCache: Object.freeze({
      namespace: oneOf(NAMESPACES, members(root["exactCache"])["namespace"]) ?? "project",
      coalesce: members(root["exactCache"])["coalesce"] === true,
    }),
    pii: Object.freeze({
      enabled: pii["pii_detection_enabled"] === true,
      action: oneOf(PII_ACTIONS, pii["pii_action"]) ?? SETTINGS_DEFAULTS.piiAction,
      types: Array.isArray(pii["pii_types"]) ? texts(pii["pii_types"]) : SETTINGS_DEFAULTS.piiTypes,
    }),
    guardrails: readGuardrails(root["guardrails"]),
    ipAllowlist: readIps(root["ipAllowlist"]),
    residency: Object.freeze({ allowedRegions: texts(residency["allowed_regions"]) }),
    retention: Object.freeze({
      storeContent: retention["store_content"] === true,
      days: amount(retention["days"]) ?? SETTINGS_DEFAULTS.retentionDays,
    }),
    rateLimits: readRateLimits(root["rateLimits"]),
    ipRateLimits:
      members(root["rateLimits"])["ip"] === undefined ? null : readRateLimits(members(root["rateLimits"])["ip"]),
    timeZone: typeof timeZone === "string" && isTimeZone(timeZone) ? timeZone : SETTINGS_DEFAULTS.timeZone,
  });
}

/** The guardrails of a document or of a project. */
export function readGuardrails(value: unknown): readonly GuardrailDocument[] {
  return Array.isArray(value) && value.length > 0 ? Object.freeze(value as GuardrailDocument[]) : NO_GUARDRAILS;
}

const NO_GUARDRAILS: readonly GuardrailDocument[] = Object.freeze([]);

/** The same for one part, which projects and keys have too. */
export function readSpendLimits(part: unknown): SpendLimits {
  const own = members(part);
  return Object.freeze({
    dailyNanos: nanos(own["daily_usd"]),
    weeklyNanos: nanos(own["weekly_usd"]),
    monthlyNanos: nanos(own["monthly_usd"]),
    perRequestNanos: nanos(own["per_request_usd"]),
    allowUnpriced: own["allow_unpriced"] === true,
  });
}

function readRateLimits(part: unknown): RateLimits {
  const own = Object.entries(members(part)).filter(([name, value]) => RATE_NAMES.has(name) && amount(value) !== null);
  return Object.freeze(Object.fromEntries(own));
}

/** The same for one part, which projects have too. */
export function readRoutingPreferences(part: unknown): RoutingPreferences {
  const own = members(part);
  const fallbackEnabled = own["fallback_enabled"];
  return Object.freeze({
    priority: oneOf(PRIORITIES, own["default_priority"]),
    qualityThreshold: amount(own["quality_threshold"]),
    maxLatencyMs: amount(own["max_latency_ms"]),
    allowedProviders: texts(own["allowed_providers"]),
    blockedProviders: texts(own["blocked_providers"]),
    allowedModels: texts(own["allowed_models"]),
    blockedModels: texts(own["blocked_models"]),
    fallbackEnabled: typeof fallbackEnabled === "boolean" ? fallbackEnabled : null,
    fallbackChain: texts(own["fallback_chain"]),
  });
}

const RATE_NAMES: ReadonlySet<string> = new Set(["rpm", "tpm", "rpd", "parallel"]);
const PRIORITIES = ["cost", "latency", "quality"] as const;
const CACHE_MODES = ["on", "shadow"] as const;
const NAMESPACES = ["organization", "project", "key"] as const;
const PII_ACTIONS = ["redact", "block", "warn", "tokenize"] as const;

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function texts(value: unknown): readonly string[] {
  return Object.freeze(Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
}

/** An entry that is no text stays as one that matches no address: it must not open a list that somebody closed. */
function readIps(value: unknown): readonly string[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  return Object.freeze(value.map((one) => (typeof one === "string" ? one : "")));
}

function amount(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function nanos(value: unknown): number | null {
  return typeof value === "number" ? nanosOfUsd(value) : null;
}

function oneOf<const Value extends string>(values: readonly Value[], value: unknown): Value | null {
  return values.find((one) => one === value) ?? null;
}
