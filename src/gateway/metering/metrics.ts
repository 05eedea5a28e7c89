import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { completionTokens, promptTokens } from "../../canonical/usage.ts";
import type { CircuitView } from "../health/breaker.ts";
import { outcomeLabel } from "./attempt-outcome.ts";
import { circuitSamples } from "./circuit-samples.ts";
import type { RequestRecord } from "./record.ts";
import { AggregatedHistogram, registerSamples, type Sample, Tally } from "./series.ts";

const LATENCY_BUCKETS_S = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const OVERHEAD_BUCKETS_S = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05];
/** Combinations of endpoint, provider and model that are told apart; further models are counted as `other`. */
export const MAX_SERIES = 2_000;
const OTHER = "other";

/** Everything counted for one endpoint, provider and model. */
class Series {
  readonly endpoint: string;
  readonly provider: string;
  readonly model: string;
  readonly duration = new AggregatedHistogram(LATENCY_BUCKETS_S);
  readonly firstToken = new AggregatedHistogram(LATENCY_BUCKETS_S);
  /** Requests that went well, apart from the others, as they are nearly all. */
  succeeded = 0;
  /** Other requests, by status and error code with a space between. */
  readonly others = new Tally();
  inputTokens = 0;
  outputTokens = 0;
  /** Null while nothing with a price was counted. */
  costNanos: number | null = null;

  constructor(endpoint: string, provider: string, model: string) {
    this.endpoint = endpoint;
    this.provider = provider;
    this.model = model;
  }

  get labels(): Readonly<Record<string, string>> {
    return { endpoint: this.endpoint, provider: this.provider, model: this.model };
  }

  count(record: RequestRecord): void {
    if (record.status === 200 && record.errorCode === null) this.succeeded += 1;
    else this.others.add(`${record.status} ${record.errorCode ?? ""}`);
    this.duration.observe(record.latencyMs / 1000);
    if (record.timeToFirstTokenMs !== null) this.firstToken.observe(record.timeToFirstTokenMs / 1000);
    this.inputTokens += promptTokens(record.usage);
    this.outputTokens += completionTokens(record.usage);
    if (record.totalNanos !== null) this.costNanos = (this.costNanos ?? 0) + record.totalNanos;
  }
}

/**
 * Figures of the data plane for Prometheus. A request adds to plain numbers of its series; the text is made from them at
 * each scrape.
 */
export class GatewayMetrics {
  readonly registry = new Registry();
  /** By endpoint, provider and model; nested, as joining the three to one key would cost more than the counting. */
  readonly #byEndpoint = new Map<string, Map<string, Map<string, Series>>>();
  readonly #series: Series[] = [];
  readonly #overhead = new AggregatedHistogram(OVERHEAD_BUCKETS_S);
  /** By provider. */
  readonly #attempts = new Map<string, Tally>();
  /** Lookups by what they found. */
  readonly #cache = new Tally();
  /** By type, behavior and place, with a space between. */
  readonly #violations = new Tally();
  #running = 0;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.#registerGauge();
    this.#registerCounters();
    this.#registerHistograms();
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
    const { provider, model } = record;
    // Native names come from callers: only names with a price become label values, so that series stay bounded.
    const label = record.totalNanos === null ? OTHER : (model ?? "none");
    this.#seriesOf(record.endpoint, provider ?? "none", label).count(record);
    this.#overhead.observe(record.overheadMs / 1000);
    for (const { type, behavior, where, count } of record.guardrails ?? [])
      this.#violations.add(`${type} ${behavior} ${where}`, count);
    for (const attempt of record.attempts) this.#attemptsOf(attempt.provider).add(outcomeLabel(attempt.errorCode));
  }

  /** Counts a request that the cache was asked for; `found` is absent where nothing was. */
  countCache(found: "exact" | "semantic" | undefined): void {
    this.#cache.add(found ?? "miss");
  }

  /** Shows circuits as they are at each scrape. */
  watchCircuits(list: () => readonly CircuitView[]): void {
    registerSamples(
      this.registry,
      {
        name: "llm_gateway_circuit_state",
        help: "Worst circuit of a provider's model that failed lately: 0 closed, 1 half-open, 2 open.",
        type: "gauge",
      },
      () => circuitSamples(list()),
    );
  }

  /** The text that Prometheus scrapes. */
  async text(): Promise<string> {
    return await this.registry.metrics();
  }

  #seriesOf(endpoint: string, provider: string, model: string): Series {
    const byProvider = getOrMake(this.#byEndpoint, endpoint, () => new Map<string, Map<string, Series>>());
    const byModel = getOrMake(byProvider, provider, () => new Map<string, Series>());
    const known = byModel.get(model);
    if (known !== undefined) return known;
    if (this.#series.length >= MAX_SERIES && model !== OTHER) return this.#seriesOf(endpoint, provider, OTHER);
    const made = new Series(endpoint, provider, model);
    byModel.set(model, made);
    this.#series.push(made);
    return made;
  }

  #attemptsOf(provider: string): Tally {
    return getOrMake(this.#attempts, provider, () => new Tally());
  }

  #registerGauge(): void {
    const running = (): number => this.#running;
    new Gauge({
      name: "llm_gateway_requests_running",
      help: "Requests in progress.",
      registers: [this.registry],
      collect(this: Gauge) {
        this.set(running());
      },
    });
  }

  #registerCounters(): void {
    const counter = (name: string, help: string, samples: () => Sample[]): void =>
      registerSamples(this.registry, { name, help, type: "counter" }, samples);
    const each = (samplesOf: (series: Series) => Sample[]) => (): Sample[] => this.#series.flatMap(samplesOf);
    counter("llm_gateway_requests_total", "Requests by outcome.", each(requestSamples));
    counter("llm_gateway_tokens_total", "Tokens by direction.", () => merged(this.#series.flatMap(tokenSamples)));
    counter("llm_gateway_cost_usd_total", "Cost in US dollars, fee included.", () =>
      merged(this.#series.flatMap(costSamples)),
    );
    counter("llm_gateway_cache_lookups_total", "Requests that the cache was asked for, by what it had.", () =>
      [...this.#cache.entries()].map(([result, value]) => ({ labels: { result }, value })),
    );
    counter("llm_gateway_guardrail_findings_total", "What guardrails found.", () =>
      [...this.#violations.entries()].map(([name, value]) => ({ labels: guardrailLabels(name), value })),
    );
    counter("llm_gateway_upstream_attempts_total", "Upstream attempts by outcome.", () => this.#attemptSamples());
  }

  #registerHistograms(): void {
    const histogram = (name: string, help: string, samples: () => Sample[]): void =>
      registerSamples(this.registry, { name, help, type: "histogram" }, samples);
    const duration = "llm_gateway_request_duration_seconds";
    const firstToken = "llm_gateway_time_to_first_token_seconds";
    const overhead = "llm_gateway_overhead_seconds";
    histogram(duration, "Time to the end of the answer.", () =>
      this.#series.flatMap((one) => one.duration.samples(duration, one.labels)),
    );
    histogram(firstToken, "Time to the first meaningful event.", () =>
      this.#series.flatMap((one) => one.firstToken.samples(firstToken, one.labels)),
    );
    histogram(overhead, "Time in the gateway before the upstream call.", () => this.#overhead.samples(overhead, {}));
  }

  #attemptSamples(): Sample[] {
    return [...this.#attempts].flatMap(([provider, tally]) =>
      [...tally.entries()].map(([outcome, value]) => ({ labels: { provider, outcome }, value })),
    );
  }
}

function guardrailLabels(name: string): Record<string, string> {
  const [type = "", behavior = "", where = ""] = name.split(" ");
  return { type, behavior, where };
}

function requestSamples({ labels, succeeded, others }: Series): Sample[] {
  const made: Sample[] = succeeded === 0 ? [] : [{ labels: { ...labels, status: "200", error: "" }, value: succeeded }];
  for (const [name, value] of others.entries()) {
    const [status = "", error = ""] = name.split(" ");
    made.push({ labels: { ...labels, status, error }, value });
  }
  return made;
}

function tokenSamples({ provider, model, inputTokens, outputTokens }: Series): Sample[] {
  return [
    { labels: { provider, model, direction: "input" }, value: inputTokens },
    { labels: { provider, model, direction: "output" }, value: outputTokens },
  ];
}

function costSamples({ provider, model, costNanos }: Series): Sample[] {
  return costNanos === null ? [] : [{ labels: { provider, model }, value: costNanos / 1e9 }];
}

/** One sample for equal labels: figures without the endpoint are the sum over all endpoints. */
function merged(samples: readonly Sample[]): Sample[] {
  const byLabels = new Map<string, Sample>();
  for (const sample of samples) {
    const key = JSON.stringify(sample.labels);
    byLabels.set(key, { labels: sample.labels, value: sample.value + (byLabels.get(key)?.value ?? 0) });
  }
  return [...byLabels.values()];
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
