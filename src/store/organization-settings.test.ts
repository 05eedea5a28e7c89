import { expect, it } from "vitest";
import { readOrganizationSettings, readRoutingPreferences } from "./organization-settings.ts";

const DEFAULTS = {
  routingPreferences: {
    priority: null,
    qualityThreshold: null,
    maxLatencyMs: null,
    allowedProviders: [],
    blockedProviders: [],
    allowedModels: [],
    blockedModels: [],
    fallbackEnabled: null,
    fallbackChain: [],
  },
  limits: { dailyNanos: null, weeklyNanos: null, monthlyNanos: null, perRequestNanos: null, allowUnpriced: false },
  semanticCache: {
    enabled: false,
    similarityThreshold: 0.95,
    ttlSeconds: 3_600,
    excludeModels: [],
    mode: "on",
    namespace: "organization",
    embeddingModel: null,
  },
  exactCache: { namespace: "project", coalesce: false },
  pii: { enabled: false, action: "redact", types: ["email", "phone", "ssn", "credit_card", "api_key"] },
  guardrails: [],
  ipAllowlist: null,
  residency: { allowedRegions: [] },
  retention: { storeContent: false, days: 30 },
  rateLimits: {},
  ipRateLimits: null,
  timeZone: "UTC",
};

it("reads the documents of the product's description", () => {
  const settings = readOrganizationSettings({
    routingPreferences: {
      default_priority: "cost",
      quality_threshold: 0.8,
      max_latency_ms: 3000,
      allowed_providers: ["openai", "anthropic", "mistral"],
      blocked_providers: [],
      allowed_models: [],
      blocked_models: [],
      fallback_enabled: true,
      fallback_chain: ["anthropic/claude-3-haiku", "mistral/mistral-small"],
    },
    limits: { daily_usd: 100, monthly_usd: 2500, per_request_usd: 0.5, allow_unpriced: true },
    rateLimits: { rpm: 5, parallel: 2, ip: { rpd: 7 } },
    timeZone: "Asia/Kathmandu",
    alerts: { threshold_percent: 80, webhook_url: "https://your-app.com/webhook/spend-alert" },
    semanticCache: { cache_enabled: true, similarity_threshold: 0.97, ttl_seconds: 60, exclude_models: ["gpt-4o"] },
    pii: { pii_detection_enabled: true, pii_action: "block", pii_types: [] },
    ipAllowlist: ["10.0.0.0/8"],
    residency: { allowed_regions: ["eu"] },
    retention: { store_content: true, days: 7 },
  });
  expect(settings).toEqual({
    routingPreferences: {
      priority: "cost",
      qualityThreshold: 0.8,
      maxLatencyMs: 3_000,
      allowedProviders: ["openai", "anthropic", "mistral"],
      blockedProviders: [],
      allowedModels: [],
      blockedModels: [],
      fallbackEnabled: true,
      fallbackChain: ["anthropic/claude-3-haiku", "mistral/mistral-small"],
    },
    limits: {
      dailyNanos: 100_000_000_000,
      weeklyNanos: null,
      monthlyNanos: 2_500_000_000_000,
      perRequestNanos: 500_000_000,
      allowUnpriced: true,
    },
    semanticCache: {
      ...DEFAULTS.semanticCache,
      enabled: true,
      similarityThreshold: 0.97,
      ttlSeconds: 60,
      excludeModels: ["gpt-4o"],
    },
    exactCache: DEFAULTS.exactCache,
    pii: { enabled: true, action: "block", types: [] },
    guardrails: [],
    ipAllowlist: ["10.0.0.0/8"],
    residency: { allowedRegions: ["eu"] },
    retention: { storeContent: true, days: 7 },
    rateLimits: { rpm: 5, parallel: 2 },
    ipRateLimits: { rpd: 7 },
    timeZone: "Asia/Kathmandu",
  });
});

it.each([
  [null],
  [undefined],
  ["text"],
  [[1]],
  [{}],
  [
    {
      routingPreferences: null,
      limits: [],
      semanticCache: 5,
      pii: "x",
      ipAllowlist: [],
      residency: {},
      retention: true,
    },
  ],
  [
    {
      routingPreferences: {
        default_priority: "luck",
        quality_threshold: "0.8",
        fallback_enabled: 1,
        allowed_models: "a",
      },
      limits: { daily_usd: "much", weekly_usd: -1, monthly_usd: null },
      semanticCache: { cache_enabled: "true", similarity_threshold: null, ttl_seconds: {} },
      pii: { pii_detection_enabled: 1, pii_action: "ignore", pii_types: null },
      ipAllowlist: "10.0.0.0/8",
      retention: { days: "7" },
      rateLimits: { rpm: "5", tpm: null, burst: 3 },
      timeZone: "Mars/Olympus",
    },
  ],
])("takes what it cannot read as not set: %j", (document) => {
  expect(readOrganizationSettings(document)).toEqual(DEFAULTS);
});

it("never opens an IP allowlist because of an entry that it cannot read", () => {
  expect(readOrganizationSettings({ ipAllowlist: [1, null] }).ipAllowlist).toEqual(["", ""]);
});

it("freezes all of it", () => {
  const frozen = (value: unknown): boolean =>
    typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
  expect(frozen(readOrganizationSettings({ ipAllowlist: ["::1"] }))).toBe(true);
  expect(frozen(readRoutingPreferences({ allowed_models: ["a"] }))).toBe(true);
});
