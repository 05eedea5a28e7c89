import type { Selectable } from "kysely";
import type { RequestRecord } from "../gateway/metering/record.ts";
import type { RequestLogsTable } from "./sql/request-logs-table.ts";

/** A row of the request log. */
export type LogRow = Selectable<RequestLogsTable>;

/** The record that a log row was made from. */
export function recordOf(row: LogRow): RequestRecord {
  return {
    v: 1,
    recordId: row.record_id,
    requestId: row.request_id,
    timestamp: row.timestamp.toISOString(),
    organizationId: row.organization_id,
    projectId: row.project_id,
    apiKeyId: row.api_key_id,
    endpoint: row.endpoint,
    operation: row.operation,
    stream: row.stream,
    status: row.status,
    errorCode: row.error_code,
    requestedModel: row.requested_model,
    provider: row.provider,
    model: row.model,
    nativeModel: row.native_model,
    finishReason: row.finish_reason,
    latencyMs: row.latency_ms,
    overheadMs: row.overhead_ms,
    timeToFirstTokenMs: row.time_to_first_token_ms,
    usage: row.usage,
    usageEstimated: row.usage_estimated,
    providerCostNanos: row.provider_cost_nanos,
    feeNanos: row.fee_nanos,
    totalNanos: row.total_nanos,
    savingsNanos: row.savings_nanos,
    paidBy: row.paid_by,
    cached: row.cached,
    fallbackUsed: row.fallback_used,
    attempts: row.attempts,
    strategy: row.strategy,
    candidatesEvaluated: row.candidates_evaluated,
    reason: row.reason,
    source: row.source,
    sessionId: row.session_id,
    tags: row.tags,
    clientIp: row.client_ip,
    userAgent: row.user_agent,
    warnings: row.warnings,
    ...(row.decision === null ? {} : { decision: row.decision }),
    ...(row.cache === null ? {} : { cache: row.cache }),
    ...(row.guardrails === null ? {} : { guardrails: row.guardrails }),
    ...(row.limits === null ? {} : { limits: row.limits }),
    ...(row.route === null ? {} : { route: row.route }),
  };
}
