import type { StreamTap } from "../../dialects/dialect.ts";
import { chatDialectById } from "../../dialects/registry.ts";
import { fail } from "../../errors/gateway-error.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { sealedRecord } from "../metering/seal.ts";
import type { Target } from "../routing/target.ts";
import { answerMeta } from "./answer-meta.ts";
import { TranslatingTap } from "./translating-tap.ts";
import { isSameWire } from "./upstream-body.ts";

/** What watches one attempt's stream and turns it into the caller's. */
export function openTap(exchange: Exchange, gateway: Gateway, request: DecodedRequest, target: Target): StreamTap {
  const { chat } = exchange.endpoint;
  const upstream = chatDialectById(target.dialect);
  if (chat === undefined || upstream === undefined) {
    throw fail("invalid_parameters", { param: "stream", message: "This endpoint does not stream." });
  }
  const seal = (facts: StreamTap["facts"]): string => sealedRecord(exchange, gateway, facts);
  const { quirks } = target.encode;
  if (isSameWire(exchange.endpoint, target)) {
    return chat.openTap({ model: target.label, includeUsage: request.includeUsage, quirks, seal });
  }
  const encoder = chat.openEncoder(answerMeta(exchange, request, target));
  return new TranslatingTap(upstream.openDecoder(quirks), encoder, seal);
}
