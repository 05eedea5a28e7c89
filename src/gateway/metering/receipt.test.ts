import { describe, expect, it } from "vitest";
import { emptyUsage } from "../../canonical/usage.ts";
import { receiptOf } from "./receipt.ts";
import { gatewayObject, receiptHeader } from "./receipt-header.ts";
import type { AttemptRecord, RequestRecord } from "./record.ts";

const ATTEMPT: AttemptRecord = {
  provider: "anthropic",
  model: "claude-3-haiku",
  status: 200,
  errorCode: null,
  latencyMs: 220,
};
const FAILED: AttemptRecord = {
  provider: "openai",
  model: "gpt-4o",
  status: 503,
  errorCode: "overloaded",
  latencyMs: 9,
};

function record(more: Partial<RequestRecord> = {}): RequestRecord {
  return {
    v: 1,
    recordId: "rec_1",
    requestId: "req_abc123xyz",
    timestamp: "2024-01-15T10:30:00.000Z",
    organizationId: "org_1",
    projectId: "proj_1",
    apiKeyId: "key_1",
    endpoint: "/v1/chat/completions",
    operation: "chat",
    stream: false,
    status: 200,
    errorCode: null,
    requestedModel: "auto",
    provider: "anthropic",
    model: "claude-3-haiku",
    nativeModel: "claude-3-haiku-20240307",
    finishReason: "stop",
    latencyMs: 234,
    overheadMs: 12,
    timeToFirstTokenMs: 200,
    usage: {
      ...emptyUsage(),
      inputTokens: 100,
      cacheReadTokens: 30,
      cacheWriteTokens: 15,
      cacheWriteLongTokens: 5,
      outputTokens: 80,
      reasoningTokens: 9,
    },
    usageEstimated: false,
    providerCostNanos: 230_000,
    feeNanos: 20_000,
    totalNanos: 250_000,
    savingsNanos: 890_000,
    paidBy: "credits",
    cached: false,
    fallbackUsed: false,
    attempts: [ATTEMPT],
    strategy: "cost_optimized",
    candidatesEvaluated: 5,
    reason: "Lowest cost meeting quality threshold",
    source: null,
    sessionId: null,
    tags: {},
    clientIp: null,
    userAgent: null,
    warnings: [],
    ...more,
  };
}

/** The example of seed 002, word for word; `timestamp` is ISO 8601. */
const SEED = {
  request_id: "req_abc123xyz",
  routing: {
    strategy: "cost_optimized",
    candidates_evaluated: 5,
    winner: "anthropic/claude-3-haiku",
    reason: "Lowest cost meeting quality threshold",
  },
  execution: {
    provider: "anthropic",
    model: "claude-3-haiku-20240307",
    latency_ms: 234,
    routing_overhead_ms: 12,
    tokens: { prompt: 150, completion: 89, total: 239 },
  },
  cost: { provider_cost_usd: 0.00023, platform_fee_usd: 0.00002, total_usd: 0.00025, savings_vs_default_usd: 0.00089 },
  fallback: { used: false, attempts: [] },
};

describe("receiptOf", () => {
  it("has the shape of seed 002 and what the contract adds", () => {
    const receipt = receiptOf(record());
    expect(receipt).toMatchObject(SEED);
    expect(Date.parse(receipt.timestamp)).toBe(Date.parse("2024-01-15T10:30:00Z"));
    expect(receipt).toMatchObject({ cache: { hit: false }, guardrails: [], limits: [], warnings: [] });
  });

  it("tells every attempt once there were several", () => {
    const receipt = receiptOf(record({ fallbackUsed: true, attempts: [FAILED, ATTEMPT] }));
    expect(receipt.fallback).toEqual({
      used: true,
      attempts: [
        { provider: "openai", model: "gpt-4o", status: 503, error_code: "overloaded", latency_ms: 9 },
        { provider: "anthropic", model: "claude-3-haiku", status: 200, error_code: null, latency_ms: 220 },
      ],
    });
  });

  it("tells the only attempt when it failed", () => {
    const receipt = receiptOf(
      record({ provider: null, model: null, status: 502, errorCode: "all_providers_failed", attempts: [FAILED] }),
    );
    expect(receipt.routing.winner).toBeNull();
    expect(receipt.fallback.attempts).toHaveLength(1);
  });

  it("tells an unknown cost as null, never as 0", () => {
    const { cost } = receiptOf(record({ providerCostNanos: null, totalNanos: null, savingsNanos: null, feeNanos: 0 }));
    expect(cost).toMatchObject({ provider_cost_usd: null, total_usd: null, savings_vs_default_usd: null });
  });

  it("names the route and the version of its configuration, and money of its limits in dollars", () => {
    const route = { project: "shop", route: "support", configId: "cfg_1", version: 3, inputNanos: 9 };
    const limits = [
      { scope: "route", measure: "output_nanos", limit: 2_000_000_000, used: 500_000_000 },
      { scope: "route", measure: "audio_ms", limit: 60_000, used: 5 },
    ];
    const receipt = receiptOf(record({ route, limits }));
    const names = { project: "shop", route: "support", config_id: "cfg_1", config_version: 3 };
    expect(receipt.routing.route).toEqual(names);
    expect(JSON.parse(receiptHeader(record({ route }))).routing.route).toEqual(names);
    expect(JSON.parse(gatewayObject(record({ route }))).route).toEqual(names);
    expect(receiptOf(record()).routing.route).toBeNull();
    expect(receipt.limits).toEqual([
      { scope: "route", measure: "output_usd", limit: 2, used: 0.5 },
      { scope: "route", measure: "audio_ms", limit: 60_000, used: 5 },
    ]);
  });

  it("keeps warnings", () => {
    const warnings = [{ field: "logit_bias", message: "not expressible" }];
    expect(receiptOf(record({ warnings })).warnings).toEqual(warnings);
  });
});

describe("gatewayObject", () => {
  it("has the members of the contract", () => {
    expect(JSON.parse(gatewayObject(record()))).toEqual({
      request_id: "req_abc123xyz",
      routing_decision: "cost_optimized",
      cost_usd: 0.00025,
      latency_ms: 234,
      fallback_used: false,
      cached: false,
    });
    expect(JSON.parse(gatewayObject(record({ totalNanos: null }))).cost_usd).toBeNull();
  });
});

describe("receiptHeader", () => {
  it("has the shape of seed 002", () => {
    expect(JSON.parse(receiptHeader(record()))).toMatchObject(SEED);
  });
  it("stays small whatever the request", () => {
    const attempts = Array.from({ length: 40 }, () => FAILED);
    const header = receiptHeader(record({ reason: "é".repeat(5_000), nativeModel: '模型"', attempts }));
    expect(JSON.parse(header).execution.model).toBe('模型"');
    expect(header).toMatch(/^[ -~]+$/);
    expect(header.length).toBeLessThan(4_000);
  });
});
