import type {
  AttemptRecord,
  CacheRecord,
  DecisionRecord,
  LimitRecord,
  RequestRecord,
  RouteRecord,
  ViolationRecord,
} from "../../gateway/metering/record.ts";
import type { Json, NullableJson } from "./json-column.ts";

/** A request's record with what is filtered or summed in columns of its own. Tokens beside `usage` are its sums. */
export interface RequestLogsTable {
  /** Names this record and no other; a caller may use one request id for many requests. */
  record_id: string;
  request_id: string;
  timestamp: Date;
  organization_id: string | null;
  project_id: string | null;
  api_key_id: string | null;
  endpoint: string;
  operation: string;
  stream: boolean;
  status: number;
  error_code: string | null;
  requested_model: string | null;
  provider: string | null;
  model: string | null;
  native_model: string | null;
  finish_reason: string | null;
  latency_ms: number;
  overhead_ms: number;
  time_to_first_token_ms: number | null;
  prompt_tokens: number;
  completion_tokens: number;
  cache_read_tokens: number;
  reasoning_tokens: number;
  usage: Json<RequestRecord["usage"]>;
  usage_estimated: boolean;
  provider_cost_nanos: number | null;
  fee_nanos: number;
  total_nanos: number | null;
  savings_nanos: number | null;
  paid_by: RequestRecord["paidBy"];
  cached: boolean;
  fallback_used: boolean;
  attempts: Json<readonly AttemptRecord[]>;
  strategy: string;
  candidates_evaluated: number;
  reason: string;
  source: string | null;
  session_id: string | null;
  tags: Json<Readonly<Record<string, string>>>;
  client_ip: string | null;
  user_agent: string | null;
  warnings: Json<RequestRecord["warnings"]>;
  decision: NullableJson<DecisionRecord>;
  cache: NullableJson<CacheRecord>;
  guardrails: NullableJson<readonly ViolationRecord[]>;
  limits: NullableJson<readonly LimitRecord[]>;
  route: NullableJson<RouteRecord>;
}
