import { completionTokens, promptTokens } from "../../canonical/usage.ts";
import type { RequestRecord, RouteRecord } from "../../gateway/metering/record.ts";
import type { LogEntry } from "./schema.ts";

/** Nano-dollars as the number nearest to the exact amount: read from decimal text, not multiplied by a fraction. */
export function usdOf(nanos: number): number;
export function usdOf(nanos: number | null): number | null;
export function usdOf(nanos: number | null): number | null {
  return nanos === null ? null : Number(`${nanos}e-9`);
}

function routeView({ project, route, configId, version }: RouteRecord): NonNullable<LogEntry["route"]> {
  return { project, route, configId, configVersion: version };
}

/** A record as the API shows it. */
export function toLogEntry(record: RequestRecord): LogEntry {
  const {
    v: _v,
    recordId: _recordId,
    usage,
    usageEstimated,
    providerCostNanos,
    feeNanos,
    totalNanos,
    savingsNanos,
    route,
    ...rest
  } = record;
  const promptCount = promptTokens(usage);
  const completionCount = completionTokens(usage);
  return {
    ...rest,
    route: route === undefined ? null : routeView(route),
    usage: {
      promptTokens: promptCount,
      completionTokens: completionCount,
      totalTokens: promptCount + completionCount,
      cacheReadTokens: usage.cacheReadTokens,
      cacheWriteTokens: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
      reasoningTokens: usage.reasoningTokens,
      estimated: usageEstimated,
    },
    cost: {
      providerCostUsd: usdOf(providerCostNanos),
      platformFeeUsd: usdOf(feeNanos),
      totalUsd: usdOf(totalNanos),
      savingsVsDefaultUsd: usdOf(savingsNanos),
    },
    attempts: [...record.attempts],
    tags: { ...record.tags },
    warnings: [...record.warnings],
  };
}
