import type { RoutingPreferences, RoutingPreferencesPatch } from "../../../src/client/api.ts";

export const NAME_LISTS = ["allowed_providers", "blocked_providers", "allowed_models", "blocked_models"] as const;

type Lists = Readonly<Record<(typeof NAME_LISTS)[number] | "fallback_chain", readonly string[]>>;

/** Routing preferences as they are typed; empty: not set. */
export interface PreferencesDraft extends Lists {
  readonly default_priority: "" | "cost" | "latency" | "quality";
  readonly quality_threshold: string;
  readonly max_latency_ms: string;
  readonly fallback_enabled: "" | "on" | "off";
}

/** Preferences, for a form. */
export function draftOfPreferences(preferences: RoutingPreferences): PreferencesDraft {
  const { default_priority, quality_threshold, max_latency_ms, fallback_enabled, ...lists } = preferences;
  return {
    ...lists,
    default_priority: default_priority ?? "",
    quality_threshold: quality_threshold === null ? "" : String(quality_threshold),
    max_latency_ms: max_latency_ms === null ? "" : String(max_latency_ms),
    fallback_enabled: fallback_enabled === null ? "" : fallback_enabled ? "on" : "off",
  };
}

/** Only what was changed; null clears. */
export function preferencesPatch(
  before: PreferencesDraft,
  after: PreferencesDraft,
): NonNullable<RoutingPreferencesPatch> {
  const values = {
    default_priority: after.default_priority || null,
    quality_threshold: numberOf(after.quality_threshold),
    max_latency_ms: numberOf(after.max_latency_ms),
    fallback_enabled: after.fallback_enabled === "" ? null : after.fallback_enabled === "on",
    fallback_chain: after.fallback_chain,
    allowed_providers: after.allowed_providers,
    blocked_providers: after.blocked_providers,
    allowed_models: after.allowed_models,
    blocked_models: after.blocked_models,
  };
  const changed = Object.entries(values).filter(
    ([name]) =>
      JSON.stringify(before[name as keyof PreferencesDraft]) !== JSON.stringify(after[name as keyof PreferencesDraft]),
  );
  return Object.fromEntries(changed);
}

function numberOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
