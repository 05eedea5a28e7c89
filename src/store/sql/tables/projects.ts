import type { NullableJson } from "../json-column.ts";
import type { RoutingPreferencesDocument } from "./organization-settings.ts";

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
  status: ProjectStatus;
  created_at: Date;
  updated_at: Date;
}
