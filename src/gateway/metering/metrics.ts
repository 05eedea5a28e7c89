import { LRUCache } from "lru-cache";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import { completionTokens, promptTokens } from "../../canonical/usage.ts";
import { LatencyStats } from "../routing/latency-stats.ts";
import type { RequestRecord } from "./record.ts";

const LATENCY_BUCKETS_S = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const OVERHEAD_BUCKETS_S = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05];
const MAX_SERIES = 2_000;

/** The series of one combination of labels, looked up once. */
interface Series {
  readonly requests: Counter.Internal;
  readonly latency: Histogram.Internal<string>;
  readonly firstToken: Histogram.Internal<string>;
  readonly inputTokens: Counter.Internal;
  readonly outputTokens: Counter.Internal;
  readonly cost: Counter.Internal;
}

/** Figures of the data plane for Prometheus, and the latencies that routing reads. */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly latency = new LatencyStats();
  readonly #requests = this.#counter("llm_gateway_requests_total", "Requests by outcome.", ["endpoint", "provider", "model", "status", "error"]);
  readonly #duration = this.#histogram("llm_gateway_request_duration_seconds", "Time to the end of the answer.", LATENCY_BUCKETS_S);
  readonly #firstToken = this.#histogram("llm_gateway_time_to_first_token_seconds", "Time to the first meaningful event.", LATENCY_BUCKETS_S);
  readonly #tokens = this.#counter("llm_gateway_tokens_total", "Tokens by direction.", ["provider", "model", "direction"]);
  readonly #cost = this.#counter("llm_gateway_cost_usd_total", "Cost in US dollars, fee included.", ["provider", "model"]);
  readonly #attempts = this.#counter("llm_gateway_upstream_attempts_total", "Upstream attempts by outcome.", ["provider", "outcome"]);
  readonly #overhead = new Histogram({
    name: "llm_gateway_overhead_seconds",
    help: "Time in the gateway before the upstream call.",
    buckets: OVERHEAD_BUCKETS_S,
    registers: [this.registry],
  });
  readonly #running = new Gauge({ name: "llm_gateway_requests_running", help: "Requests in progress.", registers: [this.registry] });
  readonly #series = new LRUCache<string, Series>({ max: MAX_SERIES });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  begin(): void {
    this.#running.inc();
  }

  end(): void {
    this.#running.dec();
  }

  /** Adds one finished request. */
  observe(record: RequestRecord): void {
    const series = this.#seriesOf(record);
    series.requests.inc();
    series.latency.observe(record.latencyMs / 1000);
    this.#overhead.observe(record.overheadMs / 1000);
    if (record.timeToFirstTokenMs !== null) series.firstToken.observe(record.timeToFirstTokenMs / 1000);
    series.inputTokens.inc(promptTokens(record.usage));
    series.outputTokens.inc(completionTokens(record.usage));
    if (record.totalNanos !== null) series.cost.inc(record.totalNanos / 1e9);
    if (record.errorCode === null && record.provider !== null) {
      this.latency.observe(`${record.provider}/${record.model}`, record.timeToFirstTokenMs ?? record.latencyMs);
    }
    for (const attempt of record.attempts) {
      this.#attempts.inc({ provider: attempt.provider, outcome: attempt.errorCode ?? "ok" });
    }
  }

  #seriesOf(record: RequestRecord): Series {
    const provider = record.provider ?? "none";
    // Native names come from callers: only catalogue ids become label values, so that series stay bounded.
    const model = record.totalNanos === null ? "other" : (record.model ?? "none");
    const key = `${record.endpoint} ${provider} ${model} ${record.status} ${record.errorCode}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = {
        requests: this.#requests.labels(record.endpoint, provider, model, String(record.status), record.errorCode ?? ""),
        latency: this.#duration.labels(record.endpoint, provider, model),
        firstToken: this.#firstToken.labels(record.endpoint, provider, model),
        inputTokens: this.#tokens.labels(provider, model, "input"),
        outputTokens: this.#tokens.labels(provider, model, "output"),
        cost: this.#cost.labels(provider, model),
      };
      this.#series.set(key, series);
    }
    return series;
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, labelNames: ["endpoint", "provider", "model"], registers: [this.registry] });
  }
}
