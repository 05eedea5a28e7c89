import type { ChatResponse } from "../../canonical/response.ts";
import type { AnswerFacts, JsonObject } from "../../dialects/dialect.ts";
import { chatDialectById } from "../../dialects/registry.ts";
import { editMembers, scanMembers } from "../../framing/json-members.ts";
import { latin1OfText, textOfLatin1 } from "../../framing/latin1.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Target } from "../routing/target.ts";
import type { WholeAnswer } from "../upstream/answer.ts";
import { type Failure, failureOf } from "../upstream/failure.ts";
import { answerMeta } from "./answer-meta.ts";
import { isSameWire } from "./upstream-body.ts";

/** A whole answer that was read and understood; what is left is to label it with the gateway's object. */
export interface WholeOpened {
  readonly kind: "whole";
  readonly facts: AnswerFacts;
  /** Latin1 text of the caller's body. `gateway` is ASCII JSON text. */
  render(gateway: string): string;
}

/** Reads a whole answer; an error hidden under status 200 and an unreadable body are failures. */
export function openWhole(
  exchange: Exchange,
  request: DecodedRequest,
  target: Target,
  answer: WholeAnswer,
): WholeOpened | Failure {
  const scanned = scanMembers(answer.text);
  const unreadable = failureOf(
    "decode",
    "server",
    "The provider's answer is not the JSON that was asked for.",
    answer.status,
  );
  if (scanned === null || answer.text.slice(scanned.close + 1).trim() !== "") return unreadable;
  if (!isSameWire(exchange.endpoint, target)) return translated(exchange, request, target, answer);
  let facts: AnswerFacts;
  try {
    facts = exchange.endpoint.dialect.readAnswer(answer.text, scanned, target.encode.quirks);
  } catch {
    return unreadable;
  }
  if (facts.error) return { at: "headers", error: facts.error, retryAfterMs: undefined, status: answer.status };
  const render = (gateway: string): string => editMembers(answer.text, scanned, labels(exchange, target, gateway), []);
  return { kind: "whole", facts, render };
}

function labels(exchange: Exchange, target: Target, gateway: string): Record<string, string> {
  const { modelMember } = exchange.endpoint.dialect;
  return modelMember === undefined
    ? { "x-llm-gateway": gateway }
    : { [modelMember]: target.labelJson, "x-llm-gateway": gateway };
}

function translated(
  exchange: Exchange,
  request: DecodedRequest,
  target: Target,
  answer: WholeAnswer,
): WholeOpened | Failure {
  const { chat } = exchange.endpoint;
  const upstream = chatDialectById(target.dialect);
  if (chat === undefined || upstream === undefined) {
    return failureOf("decode", "bad-request", "This provider cannot serve this endpoint.", 400);
  }
  let response: ChatResponse;
  try {
    response = upstream.decodeResponse(JSON.parse(textOfLatin1(answer.text)) as JsonObject, target.encode.quirks);
  } catch (error) {
    return failureOf("decode", "server", `The provider's answer cannot be read: ${String(error)}`, answer.status);
  }
  const { usage, finish } = response;
  return {
    kind: "whole",
    facts: { meaningful: true, terminal: true, usage, finish, error: undefined },
    render: (gateway) => {
      const json = JSON.stringify(chat.encodeResponse(response, answerMeta(exchange, request, target)));
      return `${latin1OfText(json.slice(0, -1))},"x-llm-gateway":${gateway}}`;
    },
  };
}
