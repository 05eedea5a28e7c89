import { dialectById } from "../../dialects/registry.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { openWhole, type WholeOpened } from "../relay/open-whole.ts";
import { type Answer, isFailure, type StreamAnswer, type WholeAnswer } from "../upstream/answer.ts";
import { type Failure, failureOf, retryAfterMs } from "../upstream/failure.ts";
import type { Attempt } from "./attempt.ts";
import { withoutCredential } from "./without-credential.ts";

/** An answer that is certain enough to be passed on. */
export type Opened = StreamAnswer | WholeOpened;

/** An answer as something to pass on, or as the failure that it is. `stream` tells what was asked for. */
export function readAnswer(
  exchange: Exchange,
  gateway: Gateway,
  request: DecodedRequest,
  attempt: Attempt,
  answer: Answer | Failure,
  stream: boolean,
): Opened | Failure {
  if (isFailure(answer) || answer.kind === "stream") return answer;
  const encoding = answer.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    return unreadable(`The provider sent content-encoding '${encoding}', which was not asked for.`, answer);
  }
  if (answer.status >= 300) return refusal(gateway, attempt, answer);
  const read = openWhole(exchange, request, attempt, answer);
  if (!stream || ("at" in read && read.at === "headers")) return read;
  // A 200 without an event stream where a stream was asked for: an error in disguise, or a page of HTML.
  return unreadable("The provider answered without the event stream that was asked for.", answer);
}

function unreadable(message: string, { status }: WholeAnswer): Failure {
  return failureOf("decode", "server", message, status);
}

function refusal(gateway: Gateway, { target, credential }: Attempt, answer: WholeAnswer): Failure {
  const said = dialectById(target.dialect).readError(answer.status, textOfLatin1(answer.text));
  const error = withoutCredential(said, credential);
  return {
    at: "headers",
    error,
    retryAfterMs: retryAfterMs(answer.headers, gateway.clock.now()) ?? error.retryAfterMs,
    status: answer.status,
  };
}
