import type { AnswerMeta } from "../../dialects/dialect.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Target } from "../routing/target.ts";

/** Labels of a translated answer. */
export function answerMeta(exchange: Exchange, request: DecodedRequest, target: Target): AnswerMeta {
  return {
    id: exchange.requestId.replace(/^req_/, ""),
    model: target.label,
    createdAtSeconds: Math.floor(exchange.startedAtMs / 1000),
    includeUsage: request.includeUsage,
    inputTokensEstimate: request.promptTokensEstimate,
    body: request.body,
    request: request.canonical(),
    warn: (field, message) => exchange.warn(field, message),
  };
}
