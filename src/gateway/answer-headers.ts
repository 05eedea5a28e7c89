import { asciiJson } from "../framing/ascii-json.ts";
import type { Exchange } from "./exchange.ts";
import { routeOf } from "./metering/receipt.ts";
import { receiptHeader } from "./metering/receipt-header.ts";
import { roundMs } from "./metering/round-ms.ts";
import { routeNames } from "./metering/route-record.ts";

const CACHE = "x-llm-gateway-cache";

/** Headers of every answer of the pipeline: a flat list of names and values. */
export function answerHeaders(exchange: Exchange, contentType: string, now: number): string[] {
  const headers = [
    "content-type",
    contentType,
    "x-request-id",
    exchange.requestId,
    CACHE,
    exchange.cache?.status ?? "BYPASS",
  ];
  if (exchange.grant) headers.push(...exchange.grant.headers);
  headers.push(
    "x-llm-gateway",
    exchange.record ? receiptHeader(exchange.record) : asciiJson(openingReceipt(exchange, now)),
  );
  return headers;
}

/** What is known of a stream when its headers go out. */
function openingReceipt(exchange: Exchange, now: number): Record<string, unknown> {
  const { plan, attempt } = exchange;
  const winner = attempt?.target;
  return {
    request_id: exchange.requestId,
    timestamp: new Date(exchange.startedAtMs).toISOString(),
    routing: {
      strategy: plan?.strategy ?? "none",
      candidates_evaluated: plan?.candidatesEvaluated ?? 0,
      winner: winner?.label ?? null,
      reason: plan?.reason ?? "",
      ...(exchange.route === undefined ? {} : { route: routeOf(routeNames(exchange.route)) }),
    },
    execution: {
      provider: winner?.providerId ?? null,
      model: winner?.nativeModel ?? null,
      routing_overhead_ms: roundMs((exchange.calledAt ?? now) - exchange.startedAt),
    },
    fallback: {
      used: winner !== plan?.targets[0],
      attempts: exchange.attempts.length > 1 ? exchange.attempts.slice(-5) : [],
    },
    cached: false,
  };
}
