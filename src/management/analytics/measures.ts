import { type RawBuilder, sql } from "kysely";
import { dollars } from "../../gateway/metering/cost.ts";
import { slotMs } from "../../store/rollups/latency-buckets.ts";
import type { Metrics } from "./schema.ts";

const SUMMED = [
  "requests",
  "successes",
  "cached",
  "fallbacks",
  "prompt_tokens",
  "completion_tokens",
  "cache_read_tokens",
  "reasoning_tokens",
  "provider_cost_nanos",
  "fee_nanos",
  "total_nanos",
  "savings_nanos",
  "unpriced",
  "latency_count",
  "latency_us",
  "ttft_count",
  "ttft_us",
  "violations",
] as const;

const PERCENTILES = [50, 90, 95, 99] as const;
type Kind = "latency" | "ttft";
const KINDS: readonly Kind[] = ["latency", "ttft"];

/** The columns that {@link percentileSlots} gives beside the part, of both kinds. */
export const PERCENTILE_COLUMNS = sql.raw(KINDS.flatMap((kind) => PERCENTILES.map((p) => `${kind}_p${p}`)).join(", "));

/** Sums and slots of one group as they are read. */
export type MeasuredRow = Readonly<Record<(typeof SUMMED)[number], number>> &
  Readonly<Record<`${Kind}_p${(typeof PERCENTILES)[number]}`, number | null>>;

/** The columns that sums are made of. */
export const SUM_COLUMNS = sql.raw(SUMMED.join(", "));

/** Every sum; nought where there are no rows. */
export const SUMS = sql.raw(SUMMED.map((name) => `coalesce(sum(${name}), 0) as ${name}`).join(", "));

/**
 * A statement that gives the slots of the percentiles for each group: histograms are added up slot by slot, and the
 * nearest rank is looked for. `rows` gives the group as `part` and the histogram as `slots`.
 */
export function percentileSlots(kind: Kind, rows: RawBuilder<unknown>): RawBuilder<unknown> {
  const ranks = sql.raw(
    PERCENTILES.map((p) => `min(slot) filter (where upto >= ceil(total * 0.${p})) as ${kind}_p${p}`).join(", "),
  );
  return sql`
    select part, ${ranks} from (
      select part, slot, sum(n) over (partition by part order by slot) as upto, sum(n) over (partition by part) as total
      from (
        select part, e >> 40 as slot, sum(e & 1099511627775) as n
        from (${rows}) as histograms cross join lateral unnest(slots) as e group by part, e >> 40
      ) as added
    ) as ranked group by part`;
}

/** A group's measures as the API shows them. */
export function toMetrics(read: MeasuredRow): Metrics {
  const row = exact(read);
  const { requests, successes } = row;
  const errors = requests - successes;
  const rate = (part: number): number | null => (requests === 0 ? null : round(part / requests, 6));
  return {
    requests,
    successes,
    errors,
    successRate: rate(successes),
    errorRate: rate(errors),
    cachedRequests: row.cached,
    cacheHitRate: rate(row.cached),
    fallbacks: row.fallbacks,
    guardrailViolations: row.violations,
    tokens: {
      prompt: row.prompt_tokens,
      completion: row.completion_tokens,
      total: row.prompt_tokens + row.completion_tokens,
      cached: row.cache_read_tokens,
      reasoning: row.reasoning_tokens,
    },
    spend: {
      providerCostUsd: dollars(row.provider_cost_nanos),
      platformFeeUsd: dollars(row.fee_nanos),
      totalUsd: dollars(row.total_nanos),
      savingsUsd: dollars(row.savings_nanos),
      unpricedRequests: row.unpriced,
    },
    latencyMs: timesOf(row, "latency"),
    timeToFirstTokenMs: timesOf(row, "ttft"),
  };
}

/** Sums beyond what a number holds exactly are read as text. */
function exact(row: MeasuredRow): MeasuredRow {
  const numbers = Object.fromEntries(SUMMED.map((name) => [name, Number(row[name])]));
  return { ...row, ...numbers };
}

function timesOf(row: MeasuredRow, kind: Kind): Metrics["latencyMs"] {
  const count = row[`${kind}_count`];
  const at = (slot: number | null): number | null => (slot === null ? null : slotMs(Number(slot)));
  return {
    average: count === 0 ? null : round(row[`${kind}_us`] / count / 1_000, 3),
    p50: at(row[`${kind}_p50`]),
    p90: at(row[`${kind}_p90`]),
    p95: at(row[`${kind}_p95`]),
    p99: at(row[`${kind}_p99`]),
  };
}

function round(value: number, digits: number): number {
  const unit = 10 ** digits;
  return Math.round(value * unit) / unit;
}

/** No percentile: there was nothing to rank. */
export const NO_TIMES = {
  latency_p50: null,
  latency_p90: null,
  latency_p95: null,
  latency_p99: null,
  ttft_p50: null,
  ttft_p90: null,
  ttft_p95: null,
  ttft_p99: null,
};

/** What a part without rows has. */
export const EMPTY: MeasuredRow = {
  requests: 0,
  successes: 0,
  cached: 0,
  fallbacks: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  cache_read_tokens: 0,
  reasoning_tokens: 0,
  provider_cost_nanos: 0,
  fee_nanos: 0,
  total_nanos: 0,
  savings_nanos: 0,
  unpriced: 0,
  latency_count: 0,
  latency_us: 0,
  ttft_count: 0,
  ttft_us: 0,
  violations: 0,
  ...NO_TIMES,
};
