import { fail } from "../../errors/gateway-error.ts";
import { type LogRow, recordOf } from "../../store/log-record.ts";
import { csvCell } from "../audit/export.ts";
import type { LogEntry, LogFilters } from "./schema.ts";
import { toLogEntry } from "./view.ts";

const DAY_MS = 86_400_000;
const RANGE_MAX_MS = 31 * DAY_MS;
/** Nano-dollars are the smallest of all. */
const DECIMALS = 9;

/** The range of an export: 31 days at most, and as many until now when nothing is said. */
export function exportRange(filters: LogFilters, nowMs: number): LogFilters {
  const to = filters.to ?? new Date(nowMs);
  const from = filters.from ?? new Date(to.getTime() - RANGE_MAX_MS);
  const reason = from >= to ? "must be before to" : "an export covers 31 days at most; export several parts";
  if (from >= to || to.getTime() - from.getTime() > RANGE_MAX_MS) {
    throw fail("invalid_parameters", { message: `from: ${reason}`, param: "from" });
  }
  return { ...filters, from, to };
}

const COLUMNS: Readonly<Record<string, (entry: LogEntry) => unknown>> = {
  timestamp: (entry) => entry.timestamp,
  requestId: (entry) => entry.requestId,
  organizationId: (entry) => entry.organizationId,
  projectId: (entry) => entry.projectId,
  apiKeyId: (entry) => entry.apiKeyId,
  endpoint: (entry) => entry.endpoint,
  stream: (entry) => entry.stream,
  status: (entry) => entry.status,
  errorCode: (entry) => entry.errorCode,
  requestedModel: (entry) => entry.requestedModel,
  route: (entry) => (entry.route === null ? null : `${entry.route.project}/${entry.route.route}`),
  configVersion: (entry) => entry.route?.configVersion,
  provider: (entry) => entry.provider,
  model: (entry) => entry.model,
  finishReason: (entry) => entry.finishReason,
  latencyMs: (entry) => entry.latencyMs,
  timeToFirstTokenMs: (entry) => entry.timeToFirstTokenMs,
  promptTokens: (entry) => entry.usage.promptTokens,
  completionTokens: (entry) => entry.usage.completionTokens,
  cacheReadTokens: (entry) => entry.usage.cacheReadTokens,
  reasoningTokens: (entry) => entry.usage.reasoningTokens,
  providerCostUsd: (entry) => entry.cost.providerCostUsd,
  platformFeeUsd: (entry) => entry.cost.platformFeeUsd,
  totalUsd: (entry) => entry.cost.totalUsd,
  savingsVsDefaultUsd: (entry) => entry.cost.savingsVsDefaultUsd,
  paidBy: (entry) => entry.paidBy,
  cached: (entry) => entry.cached,
  fallbackUsed: (entry) => entry.fallbackUsed,
  source: (entry) => entry.source,
  sessionId: (entry) => entry.sessionId,
  tags: (entry) => (Object.keys(entry.tags).length === 0 ? null : entry.tags),
  clientIp: (entry) => entry.clientIp,
  userAgent: (entry) => entry.userAgent,
};

/** Rows as one JSON document `{"logs": […]}`, piece by piece. */
export async function* toJsonLogs(batches: AsyncIterable<readonly LogRow[]>): AsyncGenerator<string> {
  yield '{"logs":[';
  let first = true;
  for await (const batch of batches) {
    const text = batch.map((row) => JSON.stringify(toLogEntry(recordOf(row)))).join(",\n");
    yield first ? `\n${text}` : `,\n${text}`;
    first = false;
  }
  yield "\n]}\n";
}

/** Rows as CSV (RFC 4180, UTF-8, a header line), piece by piece; no cell is run as a formula. */
export async function* toCsvLogs(batches: AsyncIterable<readonly LogRow[]>): AsyncGenerator<string> {
  yield `${Object.keys(COLUMNS).join(",")}\r\n`;
  const readers = Object.values(COLUMNS);
  for await (const batch of batches) {
    const lines = batch.map((row) => {
      const entry = toLogEntry(recordOf(row));
      return `${readers.map((read) => cell(read(entry))).join(",")}\r\n`;
    });
    yield lines.join("");
  }
}

/** Numbers have no exponent, which spreadsheets read in their own ways. */
function cell(value: unknown): string {
  if (typeof value !== "number" || !String(value).includes("e")) return csvCell(value);
  return value.toFixed(DECIMALS).replace(/\.?0+$/, "");
}
