import { describe, expect, it } from "vitest";
import { emptyUsage } from "../../canonical/usage.ts";
import { GatewayMetrics, MAX_SERIES } from "./metrics.ts";
import type { RequestRecord } from "./record.ts";

function record(over: Partial<RequestRecord> = {}): RequestRecord {
  return {
    v: 1,
    recordId: "rec",
    requestId: "req",
    timestamp: "2026-11-21T12:00:00.000Z",
    organizationId: "org",
    projectId: "proj",
    apiKeyId: "key",
    endpoint: "/v1/chat/completions",
    operation: "chat",
    stream: false,
    status: 200,
    errorCode: null,
    requestedModel: "gpt",
    provider: "openai",
    model: "gpt",
    nativeModel: "gpt",
    finishReason: "stop",
    latencyMs: 234,
    overheadMs: 0.3,
    timeToFirstTokenMs: 90,
    usage: { ...emptyUsage(), inputTokens: 100, outputTokens: 80 },
    usageEstimated: false,
    providerCostNanos: 240_000,
    feeNanos: 10_000,
    totalNanos: 250_000,
    savingsNanos: null,
    paidBy: "credits",
    cached: false,
    fallbackUsed: false,
    attempts: [{ provider: "openai", model: "gpt", status: 200, errorCode: null, latencyMs: 230 }],
    strategy: "direct",
    candidatesEvaluated: 1,
    reason: "",
    source: null,
    sessionId: null,
    tags: {},
    clientIp: null,
    userAgent: null,
    warnings: [],
    ...over,
  };
}

/** The lines of one metric. */
async function linesOf(metrics: GatewayMetrics, name: string): Promise<string[]> {
  const text = await metrics.text();
  return text
    .split("\n")
    .filter((line) => line.includes(` ${name} `) || new RegExp(`^${name}(_bucket|_sum|_count)?[{ ]`).test(line));
}

const CHAT = 'endpoint="/v1/chat/completions",provider="openai",model="gpt"';

describe("the text for Prometheus", () => {
  it("counts requests by outcome", async () => {
    const metrics = new GatewayMetrics();
    metrics.observe(record());
    metrics.observe(record());
    metrics.observe(record({ status: 502, errorCode: "upstream_interrupted" }));
    expect(await linesOf(metrics, "llm_gateway_requests_total")).toEqual([
      "# HELP llm_gateway_requests_total Requests by outcome.",
      "# TYPE llm_gateway_requests_total counter",
      `llm_gateway_requests_total{${CHAT},status="200",error=""} 2`,
      `llm_gateway_requests_total{${CHAT},status="502",error="upstream_interrupted"} 1`,
    ]);
  });

  it("adds tokens and cost over endpoints", async () => {
    const metrics = new GatewayMetrics();
    metrics.observe(record());
    metrics.observe(record({ endpoint: "/v1/messages" }));
    metrics.observe(record({ totalNanos: null, model: "private-name" }));
    expect((await linesOf(metrics, "llm_gateway_tokens_total")).slice(2)).toEqual([
      'llm_gateway_tokens_total{provider="openai",model="gpt",direction="input"} 200',
      'llm_gateway_tokens_total{provider="openai",model="gpt",direction="output"} 160',
      'llm_gateway_tokens_total{provider="openai",model="other",direction="input"} 100',
      'llm_gateway_tokens_total{provider="openai",model="other",direction="output"} 80',
    ]);
    expect((await linesOf(metrics, "llm_gateway_cost_usd_total")).slice(2)).toEqual([
      'llm_gateway_cost_usd_total{provider="openai",model="gpt"} 0.0005',
    ]);
  });

  it("has histograms whose buckets add up", async () => {
    const metrics = new GatewayMetrics();
    for (const latencyMs of [5, 10, 60, 400_000]) metrics.observe(record({ latencyMs, timeToFirstTokenMs: null }));
    const lines = await linesOf(metrics, "llm_gateway_request_duration_seconds");
    const name = "llm_gateway_request_duration_seconds";
    expect(lines.slice(0, 5)).toEqual([
      `# HELP ${name} Time to the end of the answer.`,
      `# TYPE ${name} histogram`,
      `${name}_bucket{le="0.01",${CHAT}} 2`,
      `${name}_bucket{le="0.05",${CHAT}} 2`,
      `${name}_bucket{le="0.1",${CHAT}} 3`,
    ]);
    expect(lines.slice(-4)).toEqual([
      `${name}_bucket{le="300",${CHAT}} 3`,
      `${name}_bucket{le="+Inf",${CHAT}} 4`,
      `${name}_sum{${CHAT}} 400.075`,
      `${name}_count{${CHAT}} 4`,
    ]);
    expect(await linesOf(metrics, "llm_gateway_time_to_first_token_seconds")).toHaveLength(2);
    expect((await linesOf(metrics, "llm_gateway_overhead_seconds")).at(-1)).toBe(
      "llm_gateway_overhead_seconds_count 4",
    );
  });

  it("tells what runs, and the process's own figures", async () => {
    const metrics = new GatewayMetrics();
    metrics.begin();
    metrics.begin();
    metrics.end();
    expect(await linesOf(metrics, "llm_gateway_requests_running")).toContain("llm_gateway_requests_running 1");
    expect(await metrics.text()).toContain("process_cpu_seconds_total");
  });

  it("has bounded label values, whatever providers call their errors", async () => {
    const metrics = new GatewayMetrics();
    const attempt = { provider: "openai", model: "gpt", status: 400, latencyMs: 1 };
    for (const errorCode of [null, "rate-limit", "idle_timeout", "ECONNRESET", "evil_1", 'evil"2\n', "__proto__"]) {
      metrics.observe(record({ attempts: [{ ...attempt, errorCode }] }));
    }
    expect((await linesOf(metrics, "llm_gateway_upstream_attempts_total")).slice(2)).toEqual(
      ["ok", "rate-limit", "idle_timeout", "ECONNRESET", "other"].map(
        (outcome) =>
          `llm_gateway_upstream_attempts_total{provider="openai",outcome="${outcome}"} ${outcome === "other" ? 3 : 1}`,
      ),
    );
  });

  it("counts further models together once there are many", async () => {
    const metrics = new GatewayMetrics();
    for (let i = 0; i < MAX_SERIES + 50; i += 1) metrics.observe(record({ model: `m${i}` }));
    const lines = await linesOf(metrics, "llm_gateway_requests_total");
    expect(lines).toHaveLength(MAX_SERIES + 3);
    expect(lines.at(-1)).toMatch(/model="other".* 50$/);
  });

  it("escapes what models are called", async () => {
    const metrics = new GatewayMetrics();
    metrics.observe(record({ model: 'a"b\\c\nd' }));
    expect((await linesOf(metrics, "llm_gateway_cost_usd_total")).at(-1)).toContain('model="a\\"b\\\\c\\nd"');
  });
});

describe("counting", () => {
  it("is cheap", () => {
    const metrics = new GatewayMetrics();
    const records = Array.from({ length: 50 }, (_, i) => record({ model: `m${i % 10}`, latencyMs: i * 100 }));
    for (let i = 0; i < 1_000; i += 1) for (const one of records) metrics.observe(one);
    const begun = performance.now();
    for (let i = 0; i < 2_000; i += 1) for (const one of records) metrics.observe(one);
    // Measured at 0.3 µs; the bound leaves room for a machine that is slow or busy.
    expect(((performance.now() - begun) * 1_000) / 100_000).toBeLessThan(3);
  });
});
