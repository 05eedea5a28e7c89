import type { ColumnType, Generated } from "kysely";
import type { Json, NullableJson } from "../json-column.ts";

/** Where a configuration stands; RETIRED ones were served once and can be again. */
export type ConfigState = "DRAFT" | "READY_TO_SERVE" | "SERVED" | "RETIRED";

/** Who did something to a configuration, as they were called then. */
export interface ConfigActor {
  readonly kind: "user" | "token" | "system" | "anonymous";
  readonly id: string | null;
  readonly label: string | null;
}

/** A version of a project's configuration. At most one of a project is SERVED. */
export interface ProjectConfigsTable {
  id: string;
  organization_id: string;
  project_id: string;
  /** From 1 on, one of a kind in its project and never given twice. */
  version: number;
  state: ConfigState;
  yaml: string;
  /** SHA-256 of the text in hex. */
  checksum: string;
  message: string | null;
  created_by: Json<ConfigActor>;
  created_at: Date;
  /** Changes with every change, so that it tells two readings apart. */
  updated_at: Date;
  approved_by: NullableJson<ConfigActor>;
  approved_at: Date | null;
  /** With `served_at`, of the last time. */
  served_by: NullableJson<ConfigActor>;
  served_at: Date | null;
  retired_at: Date | null;
  /** Share of the traffic that is planned with it and answered by what is served; null: none. */
  shadow_percent: Generated<number | null>;
}

/** How often a request was planned by the served version and by the one in its shadow, and whom each would ask. */
export interface ConfigShadowCountsTable {
  config_id: string;
  route: string;
  /** `provider/model`, or why there is none. */
  served: string;
  shadow: string;
  requests: number;
  last_at: Date;
}

/** The newest version number that was given to a configuration of a project. */
export interface ProjectConfigVersionsTable {
  project_id: string;
  last_version: number;
}

/** What happened to a configuration. */
export interface ProjectConfigEventsTable {
  id: ColumnType<number, never, never>;
  config_id: string;
  at: Date;
  actor: Json<ConfigActor>;
  action: string;
  from_state: ConfigState | null;
  to_state: ConfigState;
  message: string | null;
}

/** What `!secret NAME` stands for in a project's configurations. */
export interface ProjectSecretsTable {
  id: string;
  organization_id: string;
  project_id: string;
  name: string;
  /** Sealed. */
  secret: string;
  /** The last four characters; null for those too short to show any. */
  hint: string | null;
  created_at: Date;
  updated_at: Date;
}

/** One row: raised in the same transaction as any change of what is served. */
export interface ServedConfigsVersionTable {
  singleton: Generated<boolean>;
  version: number;
}
