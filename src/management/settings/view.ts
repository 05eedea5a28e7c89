import { SETTINGS_DEFAULTS } from "../../store/organization-settings.ts";
import type { SettingsDocument } from "../../store/sql/tables/organization-settings.ts";
import { toGuardrails } from "../guardrails/schema.ts";
import { toRoutingPreferences } from "./routing-preferences.ts";
import type { SettingsView } from "./schema.ts";
import { toSpendLimits } from "./spend-limits.ts";

/** A stored document as the API shows it, with the defaults of what is not set. */
export function toSettings(document: SettingsDocument): SettingsView {
  const {
    limits = {},
    rateLimits = {},
    alerts = {},
    semanticCache = {},
    exactCache = {},
    pii = {},
    residency = {},
    retention = {},
    configs = {},
  } = document;
  return {
    routingPreferences: toRoutingPreferences(document.routingPreferences ?? {}),
    limits: toSpendLimits(limits),
    rateLimits: { ...rateLimits, ip: rateLimits.ip ?? null },
    timeZone: document.timeZone ?? SETTINGS_DEFAULTS.timeZone,
    alerts: {
      threshold_percent: alerts.threshold_percent ?? SETTINGS_DEFAULTS.thresholdPercent,
      webhook_url: alerts.webhook_url ?? null,
    },
    semanticCache: {
      cache_enabled: semanticCache.cache_enabled ?? false,
      similarity_threshold: semanticCache.similarity_threshold ?? SETTINGS_DEFAULTS.similarityThreshold,
      ttl_seconds: semanticCache.ttl_seconds ?? SETTINGS_DEFAULTS.ttlSeconds,
      exclude_models: [...(semanticCache.exclude_models ?? [])],
      mode: semanticCache.mode ?? "on",
      namespace: semanticCache.namespace ?? "organization",
      embedding_model: semanticCache.embedding_model ?? null,
    },
    exactCache: { namespace: exactCache.namespace ?? "project", coalesce: exactCache.coalesce ?? false },
    pii: {
      pii_detection_enabled: pii.pii_detection_enabled ?? false,
      pii_action: pii.pii_action ?? SETTINGS_DEFAULTS.piiAction,
      pii_types: [...(pii.pii_types ?? SETTINGS_DEFAULTS.piiTypes)],
    },
    guardrails: toGuardrails(document.guardrails),
    ipAllowlist: document.ipAllowlist === undefined ? null : [...document.ipAllowlist],
    residency: { allowed_regions: [...(residency.allowed_regions ?? [])] },
    retention: {
      store_content: retention.store_content ?? false,
      days: retention.days ?? SETTINGS_DEFAULTS.retentionDays,
    },
    configs: { separate_approval: configs.separate_approval ?? false },
  };
}
