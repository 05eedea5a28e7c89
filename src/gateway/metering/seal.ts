import { completionTokens, emptyUsage, promptTokens, type Usage } from "../../canonical/usage.ts";
import { priceAt } from "../../catalog/price-at.ts";
import type { AnswerFacts } from "../../dialects/dialect.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { costNanos, feeNanos } from "./cost.ts";
import { gatewayObject } from "./receipt-header.ts";
import type { RequestRecord } from "./record.ts";
import { roundMs } from "./round-ms.ts";

/** Makes the record of an answer that is whole and gives the `x-llm-gateway` object that goes into it. */
export function sealedRecord(exchange: Exchange, gateway: Gateway, facts: AnswerFacts): string {
  exchange.record = buildRecord(exchange, gateway, { status: 200, errorCode: null }, facts);
  return gatewayObject(exchange.record);
}

export interface Outcome {
  readonly status: number;
  readonly errorCode: string | null;
}

/** The record of an exchange as it stands. `facts` is absent when nobody answered. */
export function buildRecord(
  exchange: Exchange,
  gateway: Gateway,
  outcome: Outcome,
  facts: AnswerFacts | undefined,
): RequestRecord {
  const { caller, request, plan, labels } = exchange;
  const now = gateway.clock.monotonic();
  const served = facts !== undefined && exchange.target !== undefined ? exchange.target : undefined;
  const metered = usageOf(exchange, facts);
  return {
    v: 1,
    recordId: exchange.recordId,
    requestId: exchange.requestId,
    timestamp: new Date(exchange.startedAtMs).toISOString(),
    organizationId: caller?.organizationId ?? null,
    projectId: caller?.projectId ?? null,
    apiKeyId: caller?.keyId ?? null,
    endpoint: exchange.endpoint.path,
    operation: exchange.endpoint.operation,
    stream: request?.stream ?? false,
    status: outcome.status,
    errorCode: outcome.errorCode,
    requestedModel: request?.model ?? null,
    provider: served?.providerId ?? null,
    model: served?.modelId ?? null,
    nativeModel: served?.nativeModel ?? null,
    finishReason: facts?.finish?.reason ?? (served ? "interrupted" : null),
    latencyMs: roundMs(now - exchange.startedAt),
    overheadMs: roundMs((exchange.calledAt ?? now) - exchange.startedAt),
    timeToFirstTokenMs:
      exchange.firstTokenAt === undefined ? null : roundMs(exchange.firstTokenAt - exchange.startedAt),
    ...metered,
    ...moneyOf(exchange, gateway, metered.usage, served !== undefined),
    cached: false,
    fallbackUsed: served !== undefined && plan !== undefined && served !== plan.targets[0],
    attempts: exchange.attempts,
    strategy: plan?.strategy ?? "none",
    candidatesEvaluated: plan?.candidatesEvaluated ?? 0,
    reason: plan?.reason ?? "The request was refused before routing",
    source: labels?.source ?? null,
    sessionId: labels?.sessionId ?? null,
    tags: labels?.tags ?? {},
    clientIp: clientIp(exchange, gateway),
    userAgent: exchange.req.headers["user-agent"]?.slice(0, 256) ?? null,
    warnings: exchange.warnings,
  };
}

interface Metered {
  readonly usage: Usage;
  readonly usageEstimated: boolean;
}

const BYTES_PER_TOKEN = 4;
/** Size of a frame that carries one token, until a stream showed its own. */
const FRAME_BYTES = 200;

/**
 * What was used: as the upstream told, else by estimate. An answer that broke off or was hung up on is billed for
 * what was produced, and a stream's frames carry about a token each.
 */
function usageOf(exchange: Exchange, facts: AnswerFacts | undefined): Metered {
  if (facts === undefined || exchange.endpoint.operation === "count-tokens")
    return { usage: emptyUsage(), usageEstimated: false };
  const told = facts.usage;
  if (told !== undefined && facts.finish !== undefined) return { usage: told, usageEstimated: false };
  const usage = { ...emptyUsage(), ...told };
  if (promptTokens(usage) === 0) usage.inputTokens = exchange.request?.promptTokensEstimate ?? 0;
  const bytes = exchange.upstream?.receivedBytes ?? 0;
  const tokens = exchange.request?.stream ? Math.ceil(bytes / FRAME_BYTES) : Math.ceil(bytes / BYTES_PER_TOKEN);
  if (completionTokens(usage) < tokens) usage.outputTokens = tokens - usage.reasoningTokens;
  return { usage, usageEstimated: true };
}

type Money = Pick<RequestRecord, "providerCostNanos" | "feeNanos" | "totalNanos" | "savingsNanos" | "paidBy">;

function moneyOf(exchange: Exchange, gateway: Gateway, usage: Usage, served: boolean): Money {
  const { target, credential } = exchange;
  if (!served || target === undefined || credential === undefined) {
    return { providerCostNanos: 0, feeNanos: 0, totalNanos: 0, savingsNanos: 0, paidBy: "none" };
  }
  const { paidBy } = credential;
  if (exchange.endpoint.operation === "count-tokens") {
    return { providerCostNanos: 0, feeNanos: 0, totalNanos: 0, savingsNanos: 0, paidBy };
  }
  const price = target.offering && priceAt(target.offering, exchange.startedAtMs);
  if (price === undefined)
    return { providerCostNanos: null, feeNanos: 0, totalNanos: null, savingsNanos: null, paidBy };
  const provider = costNanos(price, usage);
  const fee = paidBy === "credits" ? feeNanos(provider, gateway.settings.platformFeePercent) : 0;
  return {
    providerCostNanos: provider,
    feeNanos: fee,
    totalNanos: provider + fee,
    savingsNanos: savings(exchange, gateway, usage, provider),
    paidBy,
  };
}

/** What the default model would have cost for the same tokens, less what this one did; 0 without a default. */
function savings(exchange: Exchange, gateway: Gateway, usage: Usage, providerNanos: number): number {
  const name = exchange.caller?.defaultModel ?? gateway.settings.defaultModel;
  if (name === undefined || name === null) return 0;
  const slash = name.indexOf("/");
  const { catalog } = gateway.snapshot();
  const hit = slash > 0 ? catalog.find(name.slice(0, slash), name.slice(slash + 1)) : catalog.findAnywhere(name)[0];
  const price = hit && priceAt(hit.offering, exchange.startedAtMs);
  return price === undefined ? 0 : costNanos(price, usage) - providerNanos;
}

function clientIp(exchange: Exchange, gateway: Gateway): string | null {
  if (gateway.settings.trustProxy) {
    const forwarded = exchange.req.headers["x-forwarded-for"];
    const first = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(",")[0]?.trim();
    if (first) return first.slice(0, 64);
  }
  return exchange.req.socket.remoteAddress ?? null;
}
