import { completionTokens, promptTokens } from "../../canonical/usage.ts";
import { asciiJson } from "../../framing/ascii-json.ts";
import { dollars } from "./cost.ts";
import { attemptsOf, routeOf } from "./receipt.ts";
import type { RequestRecord } from "./record.ts";

/**
 * The header `x-llm-gateway`: the receipt's parts that decide something, as ASCII JSON small enough for any proxy's
 * header limit. Put together by hand, since it goes out with every answer.
 */
export function receiptHeader(record: RequestRecord): string {
  const { usage } = record;
  const prompt = promptTokens(usage);
  const completion = completionTokens(usage);
  const attempts = attemptsOf(record);
  return (
    `{"request_id":"${record.requestId}","timestamp":"${record.timestamp}",` +
    `"routing":{"strategy":"${record.strategy}","candidates_evaluated":${record.candidatesEvaluated},` +
    `"winner":${record.provider === null ? null : asciiJson(`${record.provider}/${record.model}`)},` +
    `"reason":${asciiJson(record.reason.slice(0, MAX_REASON_CHARS))}${routeMember(record)}},` +
    `"execution":{"provider":${quoted(record.provider)},"model":${record.nativeModel === null ? null : asciiJson(record.nativeModel)},` +
    `"latency_ms":${record.latencyMs},"routing_overhead_ms":${record.overheadMs},` +
    `"tokens":{"prompt":${prompt},"completion":${completion},"total":${prompt + completion}}},` +
    `"cost":{"provider_cost_usd":${usd(record.providerCostNanos)},"platform_fee_usd":${dollars(record.feeNanos)},` +
    `"total_usd":${usd(record.totalNanos)},"savings_vs_default_usd":${usd(record.savingsNanos)}},` +
    `"fallback":{"used":${record.fallbackUsed},"attempts":${attempts.length === 0 ? "[]" : asciiJson(attempts.slice(-MAX_ATTEMPTS))}},` +
    `"cached":${record.cached}}`
  );
}

/** The object `x-llm-gateway` of answer bodies, as ASCII JSON. */
export function gatewayObject(record: RequestRecord): string {
  return (
    `{"request_id":"${record.requestId}","routing_decision":"${record.strategy}","cost_usd":${usd(record.totalNanos)},` +
    `"latency_ms":${record.latencyMs},"fallback_used":${record.fallbackUsed},"cached":${record.cached}${routeMember(record)}}`
  );
}

/** Names the route and the version of the configuration, where there is one. */
function routeMember({ route }: RequestRecord): string {
  return route === undefined ? "" : `,"route":${asciiJson(routeOf(route))}`;
}

const MAX_REASON_CHARS = 200;
const MAX_ATTEMPTS = 5;

function usd(nanos: number | null): number | null {
  return nanos === null ? null : dollars(nanos);
}

/** Provider ids, request ids and strategies are made of letters, digits and a few signs: they need no escaping. */
function quoted(id: string | null): string {
  return id === null ? "null" : `"${id}"`;
}
