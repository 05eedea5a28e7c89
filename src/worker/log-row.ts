import { completionTokens, promptTokens } from "../canonical/usage.ts";
import type { RequestRecord } from "../gateway/metering/record.ts";
import type { Spend } from "../store/budgets/add-spend.ts";

type Kind = "text" | "timestamptz" | "boolean" | "integer" | "bigint" | "double precision" | "jsonb";

/** Longer texts are cut: they are a caller's invention, and an index entry has a limit of its own. */
const TEXT_LENGTH_MAX = 512;
const INTEGER_MAX = 2_147_483_647;
const TAGS_MAX = 64;

/**
 * What the database stores of any text: no zero character and no half of a surrogate pair, both of which Postgres
 * refuses. One such name in a caller's request would otherwise keep a whole batch of records from being applied.
 */
function text(value: string): string;
function text(value: string | null): string | null;
function text(value: string | null): string | null {
  if (value === null) return null;
  const fits = value.length <= TEXT_LENGTH_MAX;
  if (fits && value.isWellFormed() && !value.includes("\u0000")) return value;
  return value.slice(0, TEXT_LENGTH_MAX).replaceAll("\u0000", "\uFFFD").toWellFormed();
}

function whole(value: number | null, max: number = Number.MAX_SAFE_INTEGER): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  return Math.max(-max, Math.min(max, Math.round(value)));
}

const integer = (value: number): number => whole(value, INTEGER_MAX) ?? 0;
const count = (value: number): number => whole(value) ?? 0;
const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

function tags(record: RequestRecord): Record<string, string> {
  const entries = Object.entries(record.tags).slice(0, TAGS_MAX);
  return Object.fromEntries(entries.map(([name, value]) => [text(name), text(value)]));
}

function attempts(record: RequestRecord): object {
  return record.attempts.map(({ provider, model, status, errorCode, latencyMs }) => ({
    provider: text(provider),
    model: text(model),
    status,
    errorCode: text(errorCode),
    latencyMs,
  }));
}

function warnings(record: RequestRecord): object {
  return record.warnings.map(({ field, message }) => ({ field: text(field), message: text(message) }));
}

/** Only what a receipt shows, with names that can be stored. */
function decision({ decision: made }: RequestRecord): object | null {
  if (made === undefined || made === null) return null;
  return { ...made, candidates: made.candidates.map((one) => ({ ...one, model: text(one.model) })) };
}

/** Their names are an organization's own; paths hold names of a request's members. */
function guardrails({ guardrails: found }: RequestRecord): object | null {
  if (found === undefined || found.length === 0) return null;
  return found.map((one) => ({ ...one, guardrail: text(one.guardrail), path: text(one.path) }));
}

function route({ route: asked }: RequestRecord): object | null {
  if (asked === undefined) return null;
  const { inputNanos, ...names } = asked;
  return {
    ...names,
    project: text(asked.project),
    route: text(asked.route),
    configId: text(asked.configId),
    version: integer(asked.version),
    ...(inputNanos === undefined ? {} : { inputNanos: count(inputNanos) }),
  };
}

function timestampOf(record: RequestRecord): string {
  const time = new Date(record.timestamp);
  return Number.isNaN(time.getTime()) ? new Date(0).toISOString() : time.toISOString();
}

/** Each column of `request_logs` with its type and how it is read off a record. */
export const LOG_COLUMNS: Readonly<Record<string, readonly [Kind, (record: RequestRecord) => unknown]>> = {
  record_id: ["text", storedId],
  request_id: ["text", (record) => text(record.requestId)],
  timestamp: ["timestamptz", timestampOf],
  organization_id: ["text", (record) => text(record.organizationId)],
  project_id: ["text", (record) => text(record.projectId)],
  api_key_id: ["text", (record) => text(record.apiKeyId)],
  endpoint: ["text", (record) => text(record.endpoint)],
  operation: ["text", (record) => text(record.operation)],
  stream: ["boolean", (record) => record.stream],
  status: ["integer", (record) => integer(record.status)],
  error_code: ["text", (record) => text(record.errorCode)],
  requested_model: ["text", (record) => text(record.requestedModel)],
  provider: ["text", (record) => text(record.provider)],
  model: ["text", (record) => text(record.model)],
  native_model: ["text", (record) => text(record.nativeModel)],
  finish_reason: ["text", (record) => text(record.finishReason)],
  latency_ms: ["double precision", (record) => finite(record.latencyMs)],
  overhead_ms: ["double precision", (record) => finite(record.overheadMs)],
  time_to_first_token_ms: ["double precision", (record) => record.timeToFirstTokenMs],
  prompt_tokens: ["bigint", (record) => count(promptTokens(record.usage))],
  completion_tokens: ["bigint", (record) => count(completionTokens(record.usage))],
  cache_read_tokens: ["bigint", (record) => count(record.usage.cacheReadTokens)],
  reasoning_tokens: ["bigint", (record) => count(record.usage.reasoningTokens)],
  usage: ["jsonb", (record) => record.usage],
  usage_estimated: ["boolean", (record) => record.usageEstimated],
  provider_cost_nanos: ["bigint", (record) => whole(record.providerCostNanos)],
  fee_nanos: ["bigint", (record) => count(record.feeNanos)],
  total_nanos: ["bigint", (record) => whole(record.totalNanos)],
  savings_nanos: ["bigint", (record) => whole(record.savingsNanos)],
  paid_by: ["text", (record) => record.paidBy],
  cached: ["boolean", (record) => record.cached],
  fallback_used: ["boolean", (record) => record.fallbackUsed],
  attempts: ["jsonb", attempts],
  strategy: ["text", (record) => text(record.strategy)],
  candidates_evaluated: ["integer", (record) => integer(record.candidatesEvaluated)],
  reason: ["text", (record) => text(record.reason)],
  source: ["text", (record) => text(record.source)],
  session_id: ["text", (record) => text(record.sessionId)],
  tags: ["jsonb", tags],
  client_ip: ["text", (record) => text(record.clientIp)],
  user_agent: ["text", (record) => text(record.userAgent)],
  warnings: ["jsonb", warnings],
  decision: ["jsonb", decision],
  cache: ["jsonb", ({ cache }) => cache ?? null],
  guardrails: ["jsonb", guardrails],
  limits: ["jsonb", ({ limits }) => limits ?? null],
  route: ["jsonb", route],
};

const readers = Object.entries(LOG_COLUMNS).map(([name, [, read]]) => [name, read] as const);

/** Rows as one JSON text: one parameter for a whole batch costs a tenth of eight thousand. */
export function rowsJson(records: readonly RequestRecord[]): string {
  return JSON.stringify(
    records.map((record) => {
      const row: Record<string, unknown> = {};
      for (const [name, read] of readers) row[name] = read(record);
      return row;
    }),
  );
}

/** A text as its row says it. */
export function storedText(value: string): string {
  return text(value);
}

/** What a record adds to its key, as its row says it. */
export function usageOf(record: RequestRecord): { spentNanos: number; promptTokens: number; completionTokens: number } {
  return {
    spentNanos: whole(record.totalNanos) ?? 0,
    promptTokens: count(promptTokens(record.usage)),
    completionTokens: count(completionTokens(record.usage)),
  };
}

/** What a record adds to the sums that budgets are held against; null for one of no organization. */
export function spendOf(record: RequestRecord): Spend | null {
  if (record.organizationId === null) return null;
  return {
    organizationId: text(record.organizationId),
    projectId: text(record.projectId),
    apiKeyId: text(record.apiKeyId),
    atMs: arrivedAt(record).getTime(),
    nanos: usageOf(record).spentNanos,
    tags: tags(record),
  };
}

/** The name under which a record is stored. */
export function storedId(record: RequestRecord): string {
  return text(record.recordId);
}

/** When a request arrived, as stored. */
export function arrivedAt(record: RequestRecord): Date {
  return new Date(timestampOf(record));
}
