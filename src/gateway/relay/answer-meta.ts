import type { AnswerMeta } from "../../dialects/dialect.ts";
import type { Attempt } from "../attempts/attempt.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";

/** Labels of a translated answer. */
export function answerMeta(exchange: Exchange, request: DecodedRequest, attempt: Attempt): AnswerMeta {
  return {
    id: exchange.recordId.replace(/^re[qc]_/, ""),
    model: attempt.target.label,
    createdAtSeconds: Math.floor(exchange.startedAtMs / 1000),
    includeUsage: request.includeUsage,
    inputTokensEstimate: request.promptTokensEstimate,
    body: request.body,
    request: exchange.endpoint.chat && request.canonical(),
    warn: (field, message) => attempt.warn(field, message),
  };
}
