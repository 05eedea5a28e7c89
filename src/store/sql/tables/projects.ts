import type { Generated } from "kysely";
import type { NullableJson } from "../json-column.ts";
import type { KeyRateLimits } from "./api-keys.ts";
import type { GuardrailDocument, RoutingPreferencesDocument, SpendLimitsDocument } from "./organization-settings.ts";

/** How a project's requests are paid. */
export type ProjectMode = "api-keys" | "credits" | "hybrid";
export type ProjectStatus = "active" | "archived" | "deleted";

export interface ProjectsTable {
  id: string;
  organization_id: string;
  name: string;
  /** One of a kind among the organization's projects that are not deleted. */
  slug: string;
  mode: ProjectMode;
  caching_enabled: boolean;
  cache_duration_seconds: number;
  default_model: string | null;
  routing_preferences: NullableJson<RoutingPreferencesDocument>;
  rate_limits: NullableJson<KeyRateLimits>;
  limits: NullableJson<SpendLimitsDocument>;
  /** Beside the organization's. */
  guardrails: NullableJson<readonly GuardrailDocument[]>;
  status: ProjectStatus;
  /** Follows `project_configs`: the one that is served; null for none. */
  served_config_id: Generated<string | null>;
  created_at: Date;
  updated_at: Date;
}
