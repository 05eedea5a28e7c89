import type { ChatResponse } from "../../canonical/response.ts";
import type { AnswerFacts, FileContent, JsonObject } from "../../dialects/dialect.ts";
import { isFile } from "../../dialects/form-fields.ts";
import { chatDialectById, operationCallerById, operationProviderById } from "../../dialects/registry.ts";
import { latin1OfBytes, latin1OfText, textOfLatin1 } from "../../framing/latin1.ts";
import type { Attempt } from "../attempts/attempt.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { WholeAnswer } from "../upstream/answer.ts";
import { type Failure, failureOf } from "../upstream/failure.ts";
import { answerMeta } from "./answer-meta.ts";
import type { WholeOpened } from "./open-whole.ts";

/** A conversation's whole answer in the caller's wire. */
export function translatedChat(
  exchange: Exchange,
  request: DecodedRequest,
  attempt: Attempt,
  answer: WholeAnswer,
): WholeOpened | Failure {
  const { chat } = exchange.endpoint;
  const { target } = attempt;
  const upstream = chatDialectById(target.dialect);
  if (chat === undefined || upstream === undefined) return notServed();
  let response: ChatResponse;
  try {
    response = upstream.decodeResponse(JSON.parse(textOfLatin1(answer.text)) as JsonObject, target.encode.quirks);
  } catch {
    return unreadable(answer);
  }
  const { usage, finish } = response;
  // No wire has words for an answer that broke off and looks whole.
  if (finish.reason === "error" || finish.reason === "interrupted") return unreadable(answer);
  return {
    kind: "whole",
    facts: factsOf(usage, finish),
    contentType: "application/json",
    render: (gateway) => labelled(chat.encodeResponse(response, answerMeta(exchange, request, attempt)), gateway),
  };
}

/** The answer of another operation in the caller's wire. */
export function translatedOperation(
  exchange: Exchange,
  request: DecodedRequest,
  attempt: Attempt,
  answer: WholeAnswer,
): WholeOpened | Failure {
  const { target } = attempt;
  const caller = operationCallerById(exchange.endpoint.dialect.id);
  const upstream = operationProviderById(target.dialect);
  if (caller === undefined || upstream === undefined) return notServed();
  const body = { contentType: answer.headers["content-type"] ?? "", text: answer.text };
  try {
    const decoded = upstream.decodeAnswer(body, target.encode.quirks);
    if (decoded.error !== undefined) {
      return { at: "headers", error: decoded.error, retryAfterMs: undefined, status: answer.status };
    }
    const usage = decoded.usage ?? exchange.endpoint.dialect.usageOfRequest?.(request.body);
    // What is in it is looked at here too, as vectors are written.
    const encoded = caller.encodeAnswer(decoded.answer, answerMeta(exchange, request, attempt), usage);
    return openedAs(encoded, factsOf(usage, { reason: "stop" }));
  } catch {
    return unreadable(answer);
  }
}

function openedAs(encoded: JsonObject | FileContent, facts: AnswerFacts): WholeOpened {
  if (!isFile(encoded)) {
    const render = (gateway: string): string => labelled(encoded, gateway);
    return { kind: "whole", facts, contentType: "application/json", render };
  }
  return { kind: "whole", facts, contentType: encoded.contentType, render: () => latin1OfBytes(encoded.bytes) };
}

function factsOf(usage: AnswerFacts["usage"], finish: AnswerFacts["finish"]): AnswerFacts {
  return { meaningful: true, terminal: true, usage, finish, error: undefined };
}

/** Latin1 text of a body with the gateway's object in it. */
function labelled(body: JsonObject, gateway: string): string {
  const json = JSON.stringify(body);
  const comma = json === "{}" ? "" : ",";
  return `${latin1OfText(json.slice(0, -1))}${comma}"x-llm-gateway":${gateway}}`;
}

function unreadable({ status }: WholeAnswer): Failure {
  return failureOf("decode", "server", "The provider's answer cannot be read.", status);
}

function notServed(): Failure {
  return failureOf("decode", "bad-request", "This provider cannot serve this endpoint.", 400);
}
