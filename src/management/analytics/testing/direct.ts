import type { RequestRecord } from "../../../gateway/metering/record.ts";
import { slotMs, slotOf } from "../../../store/rollups/latency-buckets.ts";

/** The same figures by the plainest way: one walk over the records. */
export function direct(records: readonly RequestRecord[]) {
  const sum = (of: (record: RequestRecord) => number | null): number =>
    records.reduce((total, record) => total + (of(record) ?? 0), 0);
  const requests = records.length;
  const successes = records.filter(({ status }) => status < 400).length;
  const cached = records.filter((record) => record.cached).length;
  const share = (part: number): number | null => (requests === 0 ? null : Math.round((part / requests) * 1e6) / 1e6);
  const prompt = sum(({ usage }) => usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens);
  const completion = sum(({ usage }) => usage.outputTokens + usage.reasoningTokens);
  const answered = records.filter(({ status }) => status < 400);
  return {
    requests,
    successes,
    errors: requests - successes,
    successRate: share(successes),
    errorRate: share(requests - successes),
    cachedRequests: cached,
    cacheHitRate: share(cached),
    fallbacks: records.filter((record) => record.fallbackUsed).length,
    guardrailViolations: sum((record) => record.guardrails?.length ?? 0),
    tokens: {
      prompt,
      completion,
      total: prompt + completion,
      cached: sum(({ usage }) => usage.cacheReadTokens),
      reasoning: sum(({ usage }) => usage.reasoningTokens),
    },
    spend: {
      providerCostUsd: sum((record) => record.providerCostNanos) / 1e9,
      platformFeeUsd: sum((record) => record.feeNanos) / 1e9,
      totalUsd: sum((record) => record.totalNanos) / 1e9,
      savingsUsd: sum((record) => record.savingsNanos) / 1e9,
      unpricedRequests: records.filter((record) => record.totalNanos === null).length,
    },
    latencyMs: times(answered.map((record) => record.latencyMs)),
    timeToFirstTokenMs: times(answered.flatMap((record) => record.timeToFirstTokenMs ?? [])),
  };
}

function times(all: readonly number[]) {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (percent: number): number | null => {
    const value = sorted[Math.ceil((percent * sorted.length) / 100) - 1];
    return value === undefined ? null : slotMs(slotOf(value));
  };
  const micros = all.reduce((total, ms) => total + Math.round(ms * 1_000), 0);
  const average = all.length === 0 ? null : Math.round(micros / all.length) / 1_000;
  return { average, p50: at(50), p90: at(90), p95: at(95), p99: at(99) };
}
