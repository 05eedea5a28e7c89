import type { StreamTap } from "../../dialects/dialect.ts";
import { chatDialectById } from "../../dialects/registry.ts";
import { fail } from "../../errors/gateway-error.ts";
import type { Attempt } from "../attempts/attempt.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { sealedRecord } from "../metering/seal.ts";
import { answerMeta } from "./answer-meta.ts";
import { TranslatingTap } from "./translating-tap.ts";
import { isSameWire } from "./upstream-body.ts";

/**
 * What watches one attempt's stream and turns it into the caller's; undefined when the answer will come whole. Only
 * conversations are translated as streams.
 */
export function openTap(
  exchange: Exchange,
  gateway: Gateway,
  request: DecodedRequest,
  attempt: Attempt,
): StreamTap | undefined {
  if (!request.stream) return undefined;
  const { target } = attempt;
  const { chat, dialect } = exchange.endpoint;
  const seal = (facts: StreamTap["facts"]): string => sealedRecord(exchange, gateway, attempt, facts);
  const { quirks } = target.encode;
  if (isSameWire(exchange.endpoint, target)) {
    if (dialect.openTap === undefined) {
      throw fail("invalid_parameters", { param: "stream", message: "This endpoint does not stream." });
    }
    const { body, includeUsage } = request;
    return dialect.openTap({ model: target.label, body, includeUsage, quirks, seal });
  }
  const upstream = chatDialectById(target.dialect);
  if (chat === undefined || upstream === undefined) return undefined;
  const encoder = chat.openEncoder(answerMeta(exchange, request, attempt));
  return new TranslatingTap(upstream.openDecoder(quirks), encoder, seal);
}
