import type { AnswerMeta } from "../../dialects/dialect.ts";
import { answerHeaders } from "../answer-headers.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import type { SoftBlock } from "../guardrails/blocked.ts";
import { softAnswerStream, softAnswerWhole } from "../guardrails/soft-answer.ts";
import { gatewayObject } from "../metering/receipt-header.ts";
import { buildRecord } from "../metering/seal.ts";
import type { Ending } from "../pipeline.ts";

/**
 * The ending of a request that a guardrail answers in the model's place; undefined where something has gone out already,
 * or where the wire is none of conversations.
 */
export function softEnding(exchange: Exchange, gateway: Gateway, { message: text }: SoftBlock): Ending | undefined {
  const { endpoint, request, res } = exchange;
  const { chat } = endpoint;
  if (chat === undefined || request === undefined || res.headersSent) return undefined;
  const built = buildRecord(exchange, gateway, { status: 200, errorCode: null }, exchange.facts);
  const record = { ...built, finishReason: "content-filter" };
  exchange.record = record;
  const answer = { chat, meta: metaOf(exchange, request), text, gateway: gatewayObject(record) };
  return {
    status: 200,
    errorCode: null,
    send: () => {
      if (res.destroyed) return;
      const shape = request.stream ? endpoint.reshape?.(exchange.query) : undefined;
      const body = request.stream ? softAnswerStream(answer) : softAnswerWhole(answer);
      const shaped = shape === undefined ? body : shape.push(body) + shape.end();
      const type = shape?.contentType ?? (request.stream ? "text/event-stream; charset=utf-8" : "application/json");
      const headers = answerHeaders(exchange, type, gateway.clock.monotonic());
      headers.push("content-length", String(shaped.length));
      res.writeHead(200, headers);
      res.end(shaped, "latin1");
    },
  };
}

function metaOf({ attempt, recordId, startedAtMs }: Exchange, request: DecodedRequest): AnswerMeta {
  return {
    id: recordId.replace(/^re[qc]_/, ""),
    model: attempt?.target.label ?? request.model,
    createdAtSeconds: Math.floor(startedAtMs / 1000),
    includeUsage: request.includeUsage,
    inputTokensEstimate: request.promptTokensEstimate,
    body: request.body,
    request: canonicalOf(request),
    warn: () => {},
  };
}

/** What cannot be translated may be blocked all the same: no more than names of tools is read of it here. */
function canonicalOf(request: DecodedRequest): AnswerMeta["request"] {
  try {
    return request.canonical();
  } catch {
    return undefined;
  }
}
