import type { MetricName } from "./results.ts";
import type { ScenarioName } from "./scenarios.ts";

export interface Bar {
  text: string;
  maxTimesNginx?: number;
  maxShareOfPortkey?: number;
  /** In the unit of the metric. */
  maxValue?: number;
}

export interface Row {
  scenario: ScenarioName;
  metric: MetricName;
  label: string;
  aggregate: "median" | "worst" | "added";
  /** Divides the figure for display: 1,000 shows microseconds as milliseconds. */
  divisor?: number;
  digits?: number;
  /** Ratios to other candidates say nothing about counts and differences near zero. */
  hasRatio: boolean;
  bar?: Bar;
}

export const rows: readonly Row[] = [
  {
    ...cost("json-1kb", "cpuPerRequestUs", "CPU µs per request, 1 kB JSON"),
    bar: { text: "≤ 3× nginx, ≤ 1/10 Portkey", maxTimesNginx: 3, maxShareOfPortkey: 0.1 },
  },
  {
    ...cost("json-50kb", "cpuPerRequestUs", "CPU µs per request, 50 kB JSON"),
    bar: { text: "≤ 8× nginx", maxTimesNginx: 8 },
  },
  {
    ...cost("burst-100", "cpuPerRequestUs", "CPU µs per burst of 100 chunks"),
    bar: { text: "≤ 2.5× nginx", maxTimesNginx: 2.5 },
  },
  cost("paced", "cpuPerChunkUs", "CPU µs per chunk, 100 paced streams"),
  { ...cost("json-1kb", "requestsPerSecond", "requests/s, 1 kB JSON, 64 connections"), digits: 0 },
  { ...cost("json-1kb", "p99Us", "p99 ms of the same"), divisor: 1_000, digits: 2 },
  { ...cost("json-50kb", "requestsPerSecond", "requests/s, 50 kB JSON, 64 connections"), digits: 0 },
  { ...cost("burst-100", "requestsPerSecond", "bursts/s, 32 connections"), digits: 0 },
  latency("rate-200", "p50Us", "median", "p50 ms at 200 requests/s"),
  latency("rate-200", "p99Us", "median", "p99 ms at 200 requests/s"),
  { ...latency("rate-200", "p50Us", "added", "… added p50 ms"), bar: { text: "≤ 0.3 ms", maxValue: 300 } },
  { ...latency("rate-200", "p99Us", "added", "… added p99 ms"), bar: { text: "≤ 1.5 ms", maxValue: 1_500 } },
  latency("paced", "firstByteP50Us", "added", "added time to first byte, ms, p50, 100 paced streams"),
  latency("paced", "firstByteP99Us", "added", "… p99"),
  { ...count("streams-500", "stalledStreams", "stalled of 500 paced streams, worst round"), bar: none("no stall") },
  { ...count("streams-500", "errors", "failed of 500 paced streams, worst round"), bar: none("none") },
  { ...count("streams-500", "largestGapMs", "largest gap between chunks (100 ms pace), ms, worst round"), digits: 0 },
  { ...count("abort", "leftOpen", "upstream streams open 2 s after 200 aborts, worst round"), bar: none("none") },
  { ...count("abort", "errors", "failed of these 200, worst round"), bar: none("none") },
];

function cost(scenario: ScenarioName, metric: MetricName, label: string): Row {
  return { scenario, metric, label, aggregate: "median", digits: 1, hasRatio: true };
}

function latency(scenario: ScenarioName, metric: MetricName, aggregate: "median" | "added", label: string): Row {
  return { scenario, metric, label, aggregate, divisor: 1_000, digits: 3, hasRatio: false };
}

function count(scenario: ScenarioName, metric: MetricName, label: string): Row {
  return { scenario, metric, label, aggregate: "worst", digits: 0, hasRatio: false };
}

function none(text: string): Bar {
  return { text, maxValue: 0 };
}
