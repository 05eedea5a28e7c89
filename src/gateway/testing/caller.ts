import type { CallerKey, CallerRoutingPreferences, CallerSettings } from "../caller.ts";

export const NO_PREFERENCES: CallerRoutingPreferences = {
  priority: null,
  qualityThreshold: null,
  maxLatencyMs: null,
  allowedProviders: [],
  blockedProviders: [],
  allowedModels: [],
  blockedModels: [],
  fallbackEnabled: null,
  fallbackChain: [],
};

/** An organization that has set nothing. */
export const NO_SETTINGS: CallerSettings = {
  routingPreferences: NO_PREFERENCES,
  limits: { perRequestNanos: null, dailyNanos: null, weeklyNanos: null, monthlyNanos: null },
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
  pii: { enabled: false, action: "redact", types: [] },
  ipAllowlist: null,
  residency: { allowedRegions: [] },
  retention: { storeContent: false, days: 30 },
};

/** A key that may do everything, with changes. */
export function testCaller(changes: Partial<CallerKey> = {}): CallerKey {
  return {
    keyId: "key_1",
    keyStatus: "active",
    environment: "production",
    expiresAtMs: null,
    usageLimitNanos: null,
    spentNanos: 0,
    rateLimits: null,
    ipAllowlist: null,
    iam: null,
    organizationId: "org_1",
    plan: "free",
    settings: NO_SETTINGS,
    projectId: "proj_1",
    projectSlug: "default",
    projectMode: "hybrid",
    projectStatus: "active",
    cachingEnabled: false,
    cacheDurationSeconds: 60,
    defaultModel: null,
    routingPreferences: null,
    organizationRateLimits: {},
    projectRateLimits: null,
    ipRateLimits: null,
    guardrails: [],
    timeZone: "UTC",
    budgets: [],
    credits: { creditedNanos: 0, lineNanos: null },
    ...changes,
  };
}
