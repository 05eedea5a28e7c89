import type { Generated } from "kysely";
import type { Json, NullableJson } from "../json-column.ts";
import type { KeyRateLimits } from "./api-keys.ts";

/** Wires that an organization's own provider may speak. */
export type CustomWire = "openai" | "anthropic";
export type ProviderKeyStatus = "active" | "inactive";
/** What a test of a connection found. */
export type TestVerdict = "ok" | "bad_key" | "no_permission" | "unreachable" | "wrong_url" | "rate_limited" | "error";

/** An organization's own key of a provider, also called a connection. */
export interface ProviderKeysTable {
  id: string;
  organization_id: string;
  /** Null: every project of the organization may use it. */
  project_id: string | null;
  /** A provider's id, or `custom`. */
  provider: string;
  /** The name in model strings; with `wire`, set for `custom` alone. */
  custom_name: string | null;
  wire: CustomWire | null;
  name: string;
  /** Fields of the credential that are no secret. */
  fields: Json<Readonly<Record<string, string>>>;
  /** The secret fields, sealed as one JSON object; null when there are none. */
  secrets: string | null;
  /** Last four characters of each secret field; null for those too short to show any. */
  hints: Json<Readonly<Record<string, string | null>>>;
  base_url: string | null;
  /** Lower is used first. */
  priority: number;
  /** Share of requests among those of the same priority. */
  weight: number;
  /** What may be asked of the provider with it; null: whatever the provider lets. */
  rate_limits: NullableJson<KeyRateLimits>;
  status: ProviderKeyStatus;
  last_tested_at: Generated<Date | null>;
  last_test_verdict: Generated<TestVerdict | null>;
  last_test_message: Generated<string | null>;
  last_test_latency_ms: Generated<number | null>;
  created_by: string | null;
  created_at: Date;
  updated_at: Date;
}

/** One row: raised in the same transaction as any change of a connection that the data plane must know of. */
export interface ConnectionsVersionTable {
  singleton: Generated<boolean>;
  version: number;
}
