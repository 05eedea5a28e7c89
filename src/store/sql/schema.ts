import type { Generated } from "kysely";
import type { NullableJson } from "./json-column.ts";
import type { RequestLogsTable } from "./request-logs-table.ts";

/** Every table of the product. Names are those in the database; rows are mapped where they leave the store. */
export interface Database {
  installation: InstallationTable;
  organizations: OrganizationsTable;
  users: UsersTable;
  sessions: SessionsTable;
  accounts: AccountsTable;
  verifications: VerificationsTable;
  memberships: MembershipsTable;
  projects: ProjectsTable;
  api_keys: ApiKeysTable;
  api_key_usage: ApiKeyUsageTable;
  request_logs: RequestLogsTable;
}

/** One row, made by the first start: its primary key is what two simultaneous first starts collide on. */
interface InstallationTable {
  singleton: Generated<boolean>;
  organization_id: string;
  project_id: string;
  owner_id: string;
  created_at: Date;
}

/** Decides the limits of an organization. */
export type Plan = "free" | "starter" | "pro" | "enterprise";

interface OrganizationsTable {
  id: string;
  name: string;
  plan: Plan;
  created_at: Date;
  updated_at: Date;
}

interface UsersTable {
  id: string;
  name: string;
  email: string;
  email_verified: boolean;
  image: string | null;
  created_at: Date;
  updated_at: Date;
}

interface SessionsTable {
  id: string;
  user_id: string;
  token: string;
  expires_at: Date;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Date;
  updated_at: Date;
}

interface AccountsTable {
  id: string;
  user_id: string;
  account_id: string;
  provider_id: string;
  access_token: Generated<string | null>;
  refresh_token: Generated<string | null>;
  id_token: Generated<string | null>;
  access_token_expires_at: Generated<Date | null>;
  refresh_token_expires_at: Generated<Date | null>;
  scope: Generated<string | null>;
  password: string | null;
  created_at: Date;
  updated_at: Date;
}

interface VerificationsTable {
  id: string;
  identifier: string;
  value: string;
  expires_at: Date;
  created_at: Date;
  updated_at: Date;
}

/** From most to least allowed. */
export type Role = "owner" | "admin" | "developer" | "viewer";

interface MembershipsTable {
  user_id: string;
  organization_id: string;
  role: Role;
  created_at: Date;
}

/** How a project's requests are paid. */
export type ProjectMode = "api-keys" | "credits" | "hybrid";
export type ProjectStatus = "active" | "archived" | "deleted";

interface ProjectsTable {
  id: string;
  organization_id: string;
  name: string;
  slug: string;
  mode: ProjectMode;
  caching_enabled: boolean;
  cache_duration_seconds: number;
  default_model: string | null;
  status: ProjectStatus;
  created_at: Date;
  updated_at: Date;
}

export type KeyStatus = "active" | "inactive" | "deleted";

/** Limits of one key; absent: the plan's. */
export interface KeyRateLimits {
  readonly rpm?: number;
  readonly tpm?: number;
  readonly rpd?: number;
  readonly parallel?: number;
}

/** One rule of what a key may call. */
export interface IamRule {
  readonly effect: "allow" | "deny";
  readonly on: "models" | "providers" | "pricing";
  readonly values: readonly string[];
}

interface ApiKeysTable {
  id: string;
  organization_id: string;
  project_id: string;
  description: string;
  environment: "production" | "development";
  /** SHA-256 of the key in hex. */
  hash: string;
  prefix: string;
  last4: string;
  status: Generated<KeyStatus>;
  expires_at: Date | null;
  usage_limit_nanos: number | null;
  rate_limits: NullableJson<KeyRateLimits>;
  ip_allowlist: NullableJson<readonly string[]>;
  iam: NullableJson<readonly IamRule[]>;
  created_by: string | null;
  created_at: Date;
  updated_at: Date;
}

/** Apart from the key itself, so that settling usage never waits for, nor rewrites, a key's settings. */
interface ApiKeyUsageTable {
  api_key_id: string;
  spent_nanos: number;
  requests: number;
  prompt_tokens: number;
  completion_tokens: number;
  last_used_at: Date;
}
