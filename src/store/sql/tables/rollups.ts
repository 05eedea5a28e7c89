/** Length of a bucket: rows of each are written at once and kept for different times. */
export type RollupGrain = "minute" | "hour" | "day";

/** One thing that requests are counted by. `all` counts all of a project's. */
export type Facet = "all" | "key" | "model" | "outcome" | "endpoint" | "paid_by" | "source" | "tag" | "route";

/** What is summed. Costs are nano-dollars, times microseconds. */
export interface RollupMeasures {
  requests: number;
  /** Answered with a status below 400. */
  successes: number;
  cached: number;
  fallbacks: number;
  prompt_tokens: number;
  completion_tokens: number;
  cache_read_tokens: number;
  reasoning_tokens: number;
  provider_cost_nanos: number;
  fee_nanos: number;
  total_nanos: number;
  savings_nanos: number;
  /** Requests without a known cost; the sums lack them. */
  unpriced: number;
  /** Successes, which alone have a place in the histogram of latencies. */
  latency_count: number;
  latency_us: number;
  ttft_count: number;
  ttft_us: number;
  /** What guardrails found. */
  violations: number;
  /** Of the total, what came of input; of routes alone. */
  input_nanos: number;
  /** Histograms: see `latency-buckets.ts`. */
  latency: readonly number[];
  ttft: readonly number[];
}

interface Place {
  grain: RollupGrain;
  /** Begin of the bucket, in UTC. */
  bucket: Date;
  organization_id: string;
  /** Empty where a request had none; so are all other names here. */
  project_id: string;
}

/** Sums by one thing at a time. */
export interface UsageFacetsTable extends Place, RollupMeasures {
  facet: Facet;
  /** The provider of a model; the class of a status, such as `4xx`, of an outcome; else empty. */
  outer_value: string;
  value: string;
}

/** Sums by everything together, for filters that are combined. */
export interface UsageCubeTable extends Place, RollupMeasures {
  api_key_id: string;
  provider: string;
  model: string;
  endpoint: string;
  status_class: string;
  error_code: string;
  paid_by: string;
  route: string;
}

/** Values of callers' making that were met on a day, so that their number stays bounded. */
export interface RollupValuesTable {
  organization_id: string;
  day: Date;
  facet: Facet;
  value: string;
}
