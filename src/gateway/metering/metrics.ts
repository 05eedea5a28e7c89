import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import { completionTokens, promptTokens } from "../../canonical/usage.ts";
import { LatencyStats } from "../routing/latency-stats.ts";
import type { RequestRecord } from "./record.ts";

const LATENCY_BUCKETS_S = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const OVERHEAD_BUCKETS_S = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05];
/** Records kept before they are counted; a scrape counts them at once. */
const MAX_PENDING = 512;

/**
 * Figures of the data plane for Prometheus, and the latencies that routing reads. Records are collected and counted in
 * batches, off the request's path: counting costs several microseconds a request.
 */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly latency = new LatencyStats();
  #pending: RequestRecord[] = [];
  #running = 0;
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

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: "llm_gateway_requests_running",
      help: "Requests in progress.",
      registers: [this.registry],
      collect: this.#collector((gauge) => gauge.set(this.#running)),
    });
  }

  /** Requests in progress. */
  get running(): number {
    return this.#running;
  }

  begin(): void {
    this.#running += 1;
  }

  end(): void {
    this.#running -= 1;
  }

  /** Adds one finished request. */
  observe(record: RequestRecord): void {
    if (record.errorCode === null && record.provider !== null) {
      this.latency.observe(`${record.provider}/${record.model}`, record.timeToFirstTokenMs ?? record.latencyMs);
    }
    this.#pending.push(record);
    if (this.#pending.length >= MAX_PENDING) this.#countPending();
  }

  /** The text that Prometheus scrapes. */
  async text(): Promise<string> {
    this.#countPending();
    return await this.registry.metrics();
  }

  #countPending(): void {
    const records = this.#pending;
    this.#pending = [];
    for (const record of records) this.#count(record);
  }

  #count(record: RequestRecord): void {
    const { endpoint } = record;
    const provider = record.provider ?? "none";
    // Native names come from callers: only names with a price become label values, so that series stay bounded.
    const model = record.totalNanos === null ? "other" : (record.model ?? "none");
    this.#requests.labels(endpoint, provider, model, String(record.status), record.errorCode ?? "").inc();
    this.#duration.labels(endpoint, provider, model).observe(record.latencyMs / 1000);
    this.#overhead.observe(record.overheadMs / 1000);
    if (record.timeToFirstTokenMs !== null) {
      this.#firstToken.labels(endpoint, provider, model).observe(record.timeToFirstTokenMs / 1000);
    }
    this.#tokens.labels(provider, model, "input").inc(promptTokens(record.usage));
    this.#tokens.labels(provider, model, "output").inc(completionTokens(record.usage));
    if (record.totalNanos !== null) this.#cost.labels(provider, model).inc(record.totalNanos / 1e9);
    for (const attempt of record.attempts) this.#attempts.labels(attempt.provider, attempt.errorCode ?? "ok").inc();
  }

  /** A collect function, which prom-client calls with the metric as `this`. */
  #collector(set: (gauge: Gauge) => void): (this: Gauge) => void {
    return function collect(this: Gauge) {
      set(this);
    };
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, labelNames: ["endpoint", "provider", "model"], registers: [this.registry] });
  }
}
