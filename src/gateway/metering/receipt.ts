import { completionTokens, type MediaUsage, promptTokens, type Usage } from "../../canonical/usage.ts";
import { dollars } from "./cost.ts";
import type { DecisionRecord, LimitRecord, RequestRecord, RouteRecord } from "./record.ts";

/** The execution receipt of one request. Amounts are US dollars; null where the model has no price. */
export interface Receipt {
  readonly request_id: string;
  readonly timestamp: string;
  readonly routing: {
    readonly strategy: string;
    readonly candidates_evaluated: number;
    readonly winner: string | null;
    readonly reason: string;
    /** The route of a configuration that was asked for, and which version answered; null: a model. */
    readonly route: RouteView | null;
    /** What was compared; null where there was no choice. */
    readonly decision: object | null;
  };
  readonly execution: {
    readonly provider: string | null;
    readonly model: string | null;
    readonly status: number;
    readonly finish_reason: string | null;
    readonly latency_ms: number;
    readonly routing_overhead_ms: number;
    readonly time_to_first_token_ms: number | null;
    readonly tokens: Readonly<Record<string, number>>;
    /** What was used beside text; present where there is any. */
    readonly units?: Readonly<Record<string, number>>;
    readonly tokens_estimated: boolean;
  };
  readonly cost: {
    readonly provider_cost_usd: number | null;
    readonly platform_fee_usd: number;
    readonly total_usd: number | null;
    readonly savings_vs_default_usd: number | null;
    readonly paid_by: string;
  };
  readonly fallback: { readonly used: boolean; readonly attempts: readonly object[] };
  readonly cache: Readonly<Record<string, unknown>> & { readonly hit: boolean };
  readonly guardrails: readonly object[];
  readonly limits: readonly object[];
  readonly warnings: readonly object[];
}

/** A route as receipts and answers name it. */
export interface RouteView {
  readonly project: string;
  readonly route: string;
  readonly config_id: string;
  readonly config_version: number;
}

/** A record's route as receipts and answers show it. */
export function routeOf({ project, route, configId, version }: RouteRecord): RouteView {
  return { project, route, config_id: configId, config_version: version };
}

/** The receipt is a view of the record; nothing else is stored for it. */
export function receiptOf(record: RequestRecord): Receipt {
  return {
    request_id: record.requestId,
    timestamp: record.timestamp,
    routing: {
      strategy: record.strategy,
      candidates_evaluated: record.candidatesEvaluated,
      winner: record.provider === null ? null : `${record.provider}/${record.model}`,
      reason: record.reason,
      route: record.route === undefined ? null : routeOf(record.route),
      decision: record.decision ? decisionOf(record.decision) : null,
    },
    execution: executionOf(record),
    cost: {
      provider_cost_usd: record.providerCostNanos === null ? null : dollars(record.providerCostNanos),
      platform_fee_usd: dollars(record.feeNanos),
      total_usd: record.totalNanos === null ? null : dollars(record.totalNanos),
      savings_vs_default_usd: record.savingsNanos === null ? null : dollars(record.savingsNanos),
      paid_by: record.paidBy,
    },
    fallback: { used: record.fallbackUsed, attempts: attemptsOf(record) },
    cache: { hit: record.cached, ...cacheOf(record) },
    guardrails: record.guardrails ?? [],
    limits: (record.limits ?? []).map(limitOf),
    warnings: record.warnings,
  };
}

function cacheOf({ cache }: RequestRecord): Record<string, unknown> {
  if (cache === undefined) return {};
  return {
    kind: cache.kind,
    ...(cache.similarity === undefined ? {} : { similarity: cache.similarity }),
    age_ms: cache.ageMs,
    saved_tokens: cache.savedTokens,
    saved_usd: cache.savedNanos === null ? null : dollars(cache.savedNanos),
  };
}

function limitOf({ scope, measure, limit, used }: LimitRecord): object {
  return measure.endsWith("nanos")
    ? { scope, measure: measure.replace("nanos", "usd"), limit: dollars(limit), used: dollars(used) }
    : { scope, measure, limit, used };
}

function decisionOf(decision: DecisionRecord): object {
  return {
    candidates: decision.candidates.map(({ model, costNanos, latencyMs, quality, uptime, circuit }) => ({
      model,
      expected_cost_usd: costNanos === null ? null : dollars(costNanos),
      expected_latency_ms: latencyMs,
      quality,
      uptime,
      circuit,
    })),
    rejected: decision.rejected,
    category: decision.category,
    difficulty: decision.difficulty,
    threshold: decision.threshold,
  };
}

/** Attempts as a receipt shows them; a request whose first attempt answered has nothing to tell. */
export function attemptsOf(record: RequestRecord): object[] {
  if (record.attempts.length === 1 && record.errorCode === null) return [];
  return record.attempts.map((attempt) => ({
    provider: attempt.provider,
    model: attempt.model,
    status: attempt.status,
    error_code: attempt.errorCode,
    latency_ms: attempt.latencyMs,
  }));
}

function executionOf(record: RequestRecord): Receipt["execution"] {
  const { usage } = record;
  const prompt = promptTokens(usage);
  const completion = completionTokens(usage);
  return {
    provider: record.provider,
    model: record.nativeModel,
    status: record.status,
    finish_reason: record.finishReason,
    latency_ms: record.latencyMs,
    routing_overhead_ms: record.overheadMs,
    time_to_first_token_ms: record.timeToFirstTokenMs,
    tokens: {
      prompt,
      completion,
      total: prompt + completion,
      cache_read: usage.cacheReadTokens,
      cache_write: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
      reasoning: usage.reasoningTokens,
    },
    ...unitsOf(usage),
    tokens_estimated: record.usageEstimated,
  };
}

const UNIT_NAMES: Readonly<Record<keyof MediaUsage, string>> = {
  images: "images",
  imageInputTokens: "image_input_tokens",
  imageOutputTokens: "image_output_tokens",
  audioInputTokens: "audio_input_tokens",
  audioOutputTokens: "audio_output_tokens",
  audioInputMs: "audio_input_ms",
  characters: "characters",
  searches: "search_units",
};

function unitsOf({ media }: Usage): { units?: Record<string, number> } {
  if (media === undefined) return {};
  const units: Record<string, number> = {};
  for (const [name, count] of Object.entries(media)) {
    if (count > 0) units[UNIT_NAMES[name as keyof MediaUsage]] = count;
  }
  return Object.keys(units).length === 0 ? {} : { units };
}
