import type { AnswerFacts } from "../../dialects/dialect.ts";
import { findInboundDialect } from "../../dialects/registry.ts";
import { editMembers, type ScannedObject, scanMembers } from "../../framing/json-members.ts";
import type { Attempt } from "../attempts/attempt.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Target } from "../routing/target.ts";
import type { WholeAnswer } from "../upstream/answer.ts";
import { type Failure, failureOf } from "../upstream/failure.ts";
import { translatedChat, translatedOperation } from "./translated-whole.ts";
import { isSameWire } from "./upstream-body.ts";

/** A whole answer that was read and understood; what is left is to label it with the gateway's object. */
export interface WholeOpened {
  readonly kind: "whole";
  readonly facts: AnswerFacts;
  readonly contentType: string;
  /** Latin1 text of the caller's body. `gateway` is ASCII JSON text; answers that are no JSON have no place for it. */
  render(gateway: string): string;
}

const JSON_TYPE = "application/json";

/** Reads a whole answer; an error hidden under status 200 and an unreadable body are failures. */
export function openWhole(
  exchange: Exchange,
  request: DecodedRequest,
  attempt: Attempt,
  answer: WholeAnswer,
): WholeOpened | Failure {
  const { target } = attempt;
  const scanned = scanMembers(answer.text);
  const isJson = scanned !== null && answer.text.slice(scanned.close + 1).trim() === "";
  if (!isJson) return openBytes(exchange, request, attempt, answer);
  const facts = factsOf(target, answer, scanned);
  if (facts === "unreadable") return unreadable(answer);
  if (facts?.error) return { at: "headers", error: facts.error, retryAfterMs: undefined, status: answer.status };
  if (facts === undefined || !isSameWire(exchange.endpoint, target)) {
    return translated(exchange, request, attempt, answer);
  }
  return {
    kind: "whole",
    facts: withUsage(exchange, request, facts),
    contentType: JSON_TYPE,
    render: (gateway) => editMembers(answer.text, scanned, labels(exchange, target, gateway), []),
  };
}

/** An answer that is not one JSON object: good only where the wire has such. */
function openBytes(
  exchange: Exchange,
  request: DecodedRequest,
  attempt: Attempt,
  answer: WholeAnswer,
): WholeOpened | Failure {
  if (!isSameWire(exchange.endpoint, attempt.target)) return translated(exchange, request, attempt, answer);
  const contentType = answer.headers["content-type"] ?? "";
  if (exchange.endpoint.dialect.takesAnswerType?.(contentType, request.body) !== true) return unreadable(answer);
  const facts = {
    meaningful: true,
    terminal: true,
    usage: undefined,
    finish: { reason: "stop" },
    error: undefined,
  } as const;
  return { kind: "whole", facts: withUsage(exchange, request, facts), contentType, render: () => answer.text };
}

function translated(exchange: Exchange, request: DecodedRequest, attempt: Attempt, answer: WholeAnswer) {
  return exchange.endpoint.chat === undefined
    ? translatedOperation(exchange, request, attempt, answer)
    : translatedChat(exchange, request, attempt, answer);
}

function unreadable({ status }: WholeAnswer): Failure {
  return failureOf("decode", "server", "The provider's answer is not the JSON that was asked for.", status);
}

/** Some wires tell nothing of usage: then the request itself does. */
function withUsage({ endpoint }: Exchange, { body }: DecodedRequest, facts: AnswerFacts): AnswerFacts {
  return facts.usage === undefined ? { ...facts, usage: endpoint.dialect.usageOfRequest?.(body) } : facts;
}

/** What the provider's own wire says of the answer; undefined for a wire that callers do not speak. */
function factsOf(target: Target, answer: WholeAnswer, scanned: ScannedObject): AnswerFacts | "unreadable" | undefined {
  try {
    return findInboundDialect(target.dialect)?.readAnswer(answer.text, scanned, target.encode.quirks);
  } catch {
    return "unreadable";
  }
}

function labels(exchange: Exchange, target: Target, gateway: string): Record<string, string> {
  const { modelMember } = exchange.endpoint.dialect;
  return modelMember === undefined
    ? { "x-llm-gateway": gateway }
    : { [modelMember]: target.labelJson, "x-llm-gateway": gateway };
}
