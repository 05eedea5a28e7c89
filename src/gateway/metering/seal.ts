import { completionTokens, emptyUsage, promptTokens, type Usage } from "../../canonical/usage.ts";
import { priceAt } from "../../catalog/price-at.ts";
import { clientAddress } from "../../client-address.ts";
import type { AnswerFacts } from "../../dialects/dialect.ts";
import type { Attempt } from "../attempts/attempt.ts";
import type { CachedAnswer } from "../caching/answer-cache.ts";
import type { CacheHit } from "../caching/exchange-cache.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import type { LimitState } from "../limits/limit-engine.ts";
import type { Target } from "../routing/target.ts";
import { costNanos } from "./cost.ts";
import { type Metered, meter, sumOf } from "./meter.ts";
import { gatewayObject } from "./receipt-header.ts";
import type { CacheRecord, LimitRecord, RequestRecord } from "./record.ts";
import { roundMs } from "./round-ms.ts";
import { routeRecord } from "./route-record.ts";

/** Makes the record of an answer that is whole and gives the `x-llm-gateway` object that goes into it. */
export function sealedRecord(exchange: Exchange, gateway: Gateway, attempt: Attempt, facts: AnswerFacts): string {
  exchange.adopt(attempt);
  exchange.record = buildRecord(exchange, gateway, { status: 200, errorCode: null }, facts);
  exchange.sealText = gatewayObject(exchange.record);
  return exchange.sealText;
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
  const { caller, request, plan, labels, attempt } = exchange;
  const now = gateway.clock.monotonic();
  const hit = exchange.cache?.hit;
  const target = facts === undefined || hit !== undefined ? undefined : attempt?.target;
  const served = target === undefined ? hit?.answer : namesOf(target);
  const metered = meteredOf(exchange, gateway, facts);
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
    route: exchange.route && routeRecord(exchange.route, metered),
    provider: served?.provider ?? null,
    model: served?.model ?? null,
    nativeModel: served?.nativeModel ?? null,
    finishReason: hit?.answer.finishReason ?? facts?.finish?.reason ?? (served ? "interrupted" : null),
    latencyMs: roundMs(now - exchange.startedAt),
    overheadMs: roundMs((exchange.calledAt ?? now) - exchange.startedAt),
    timeToFirstTokenMs:
      exchange.firstTokenAt === undefined ? null : roundMs(exchange.firstTokenAt - exchange.startedAt),
    ...figuresOf(exchange, gateway, metered),
    cached: hit !== undefined,
    fallbackUsed: target !== undefined && plan !== undefined && target !== plan.targets[0],
    attempts: exchange.attempts,
    strategy: hit === undefined ? (plan?.strategy ?? "none") : "cached",
    candidatesEvaluated: plan?.candidatesEvaluated ?? 0,
    reason: reasonOf(exchange),
    source: labels?.source ?? null,
    sessionId: labels?.sessionId ?? null,
    tags: labels?.tags ?? {},
    clientIp: clientAddress(exchange.req, gateway.settings.proxies),
    userAgent: exchange.req.headers["user-agent"]?.slice(0, 256) ?? null,
    warnings: hit?.answer.warnings ?? attempt?.warnings ?? [],
    decision: plan?.decision?.() ?? null,
    cache: hit && cacheRecord(hit, exchange.startedAtMs),
    guardrails: exchange.guard?.violations.length ? exchange.guard.violations : undefined,
    limits: exchange.grant && limitRecords(exchange.grant.binding),
  };
}

function namesOf({
  providerId,
  modelId,
  nativeModel,
}: Target): Pick<CachedAnswer, "provider" | "model" | "nativeModel"> {
  return { provider: providerId, model: modelId, nativeModel };
}

function reasonOf({ cache, plan }: Exchange): string {
  const hit = cache?.hit;
  if (hit === undefined) return plan?.reason ?? "The request ended before routing";
  return hit.similarity === undefined ? "The same was asked before" : "A question that means the same was asked before";
}

function cacheRecord({ answer, similarity }: CacheHit, nowMs: number): CacheRecord {
  const kind = similarity === undefined ? "exact" : "semantic";
  return {
    kind,
    similarity,
    ageMs: Math.max(0, nowMs - answer.storedAtMs),
    savedNanos: answer.totalNanos,
    savedTokens: promptTokens(answer.usage) + completionTokens(answer.usage),
  };
}

function limitRecords(binding: readonly LimitState[]): LimitRecord[] {
  return binding.map(({ rule, used }) => ({ scope: rule.scope, measure: rule.measure, limit: rule.limit, used }));
}

type Figures = Pick<
  RequestRecord,
  "usage" | "usageEstimated" | "providerCostNanos" | "feeNanos" | "totalNanos" | "savingsNanos" | "paidBy"
>;

const NOTHING: Figures = {
  usage: emptyUsage(),
  usageEstimated: false,
  providerCostNanos: 0,
  feeNanos: 0,
  totalNanos: 0,
  savingsNanos: 0,
  paidBy: "none",
};

/** What was used of providers: by the answer, and by what broke off before it. Undefined: nothing. */
function meteredOf(exchange: Exchange, gateway: Gateway, facts: AnswerFacts | undefined): Metered | undefined {
  const { attempt, sunk, cache } = exchange;
  if (cache?.hit !== undefined) return undefined;
  const served = facts !== undefined && attempt !== undefined ? [meter(exchange, gateway, attempt, facts)] : [];
  return sumOf([...sunk, ...served]);
}

/** What is charged for it. */
function figuresOf(exchange: Exchange, gateway: Gateway, metered: Metered | undefined): Figures {
  const hit = exchange.cache?.hit;
  if (hit !== undefined) return { ...NOTHING, savingsNanos: hit.answer.totalNanos ?? 0 };
  if (metered === undefined) return NOTHING;
  const { usage, usageEstimated, providerCostNanos, feeNanos, paidBy } = metered;
  return {
    usage,
    usageEstimated,
    providerCostNanos,
    feeNanos,
    paidBy,
    totalNanos: providerCostNanos === null ? null : providerCostNanos + feeNanos,
    savingsNanos: savingsOf(exchange, gateway, metered),
  };
}

function savingsOf(exchange: Exchange, gateway: Gateway, { usage, providerCostNanos }: Metered): number | null {
  if (providerCostNanos === null) return null;
  return exchange.endpoint.operation === "chat" ? savings(exchange, gateway, usage, providerCostNanos) : 0;
}

/** What the default chat model would have cost for the same tokens, less what this one did; 0 without a default. */
function savings(exchange: Exchange, gateway: Gateway, usage: Usage, providerNanos: number): number {
  const name = exchange.caller?.defaultModel ?? gateway.settings.defaultModel;
  if (name === undefined || name === null) return 0;
  const slash = name.indexOf("/");
  const { catalog } = gateway.snapshot();
  const hit = slash > 0 ? catalog.find(name.slice(0, slash), name.slice(slash + 1)) : catalog.findAnywhere(name)[0];
  const price = hit && priceAt(hit.offering, exchange.startedAtMs);
  const instead = price && costNanos(price, usage);
  return instead === undefined || instead === null ? 0 : instead - providerNanos;
}
