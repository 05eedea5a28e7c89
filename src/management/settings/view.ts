import { SETTINGS_DEFAULTS } from "../../store/organization-settings.ts";
import type { SettingsDocument } from "../../store/sql/tables/organization-settings.ts";
import { toRoutingPreferences } from "./routing-preferences.ts";
import type { SettingsView } from "./schema.ts";

/** A stored document as the API shows it, with the defaults of what is not set. */
export function toSettings(document: SettingsDocument): SettingsView {
  const { limits = {}, alerts = {}, semanticCache = {}, pii = {}, residency = {}, retention = {} } = document;
  return {
    routingPreferences: toRoutingPreferences(document.routingPreferences ?? {}),
    limits: {
      daily_usd: limits.daily_usd ?? null,
      weekly_usd: limits.weekly_usd ?? null,
      monthly_usd: limits.monthly_usd ?? null,
      per_request_usd: limits.per_request_usd ?? null,
    },
    alerts: {
      threshold_percent: alerts.threshold_percent ?? SETTINGS_DEFAULTS.thresholdPercent,
      webhook_url: alerts.webhook_url ?? null,
    },
    semanticCache: {
      cache_enabled: semanticCache.cache_enabled ?? false,
      similarity_threshold: semanticCache.similarity_threshold ?? SETTINGS_DEFAULTS.similarityThreshold,
      ttl_seconds: semanticCache.ttl_seconds ?? SETTINGS_DEFAULTS.ttlSeconds,
      exclude_models: [...(semanticCache.exclude_models ?? [])],
    },
    pii: {
      pii_detection_enabled: pii.pii_detection_enabled ?? false,
      pii_action: pii.pii_action ?? SETTINGS_DEFAULTS.piiAction,
      pii_types: [...(pii.pii_types ?? SETTINGS_DEFAULTS.piiTypes)],
    },
    ipAllowlist: document.ipAllowlist === undefined ? null : [...document.ipAllowlist],
    residency: { allowed_regions: [...(residency.allowed_regions ?? [])] },
    retention: {
      store_content: retention.store_content ?? false,
      days: retention.days ?? SETTINGS_DEFAULTS.retentionDays,
    },
  };
}
