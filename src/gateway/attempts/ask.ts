import type { StreamTap } from "../../dialects/dialect.ts";
import { chatDialectById } from "../../dialects/registry.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { openTap } from "../relay/open-tap.ts";
import type { UpstreamBody } from "../relay/upstream-body.ts";
import type { Deadlines, Execution } from "../routing/execution.ts";
import { type AnswerLimits, type CommitRule, UpstreamAnswer } from "../upstream/answer.ts";
import { type Failure, failureOf, isFailureValue } from "../upstream/failure.ts";
import { framingOf } from "../upstream/stream-framing.ts";
import type { Attempt } from "./attempt.ts";
import { makeCall } from "./call.ts";
import { type Opened, readAnswer } from "./read-answer.ts";

/** Lets a running attempt be ended from outside. */
export interface Cancellation {
  readonly cancelled: Error | undefined;
  /** Replaces the action; at once if it was cancelled already. */
  onCancel(action: ((reason: Error) => void) | undefined): void;
}

/** What one attempt is given. */
export interface Asking {
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  readonly request: DecodedRequest;
  readonly execution: Execution;
  readonly attempt: Attempt;
  readonly body: UpstreamBody;
  readonly cancellation: Cancellation;
  /** Whether another candidate is left to ask. */
  readonly hasNext: boolean;
  /** Instead of the usual one: for an answer that continues another. */
  readonly tap?: StreamTap | undefined;
}

/**
 * Makes one call and waits until its answer is certain enough to be passed on. Throws only the reason of a
 * cancellation.
 */
export async function ask(asking: Asking): Promise<Opened | Failure> {
  const { exchange, gateway, request, execution, attempt, body, cancellation } = asking;
  exchange.begin(attempt);
  const tap = asking.tap ?? openTap(exchange, gateway, request, attempt);
  const call = await makeCall(exchange, attempt, body, tap !== undefined);
  if (cancellation.cancelled !== undefined) return cancelled(asking);
  if (isFailureValue(call)) {
    exchange.end(attempt, call, null, gateway.clock.monotonic());
    return call;
  }
  const deadlines = deadlinesOf(asking, tap !== undefined);
  const upstream = new UpstreamAnswer({
    tap,
    limits: limitsOf(gateway, deadlines),
    timeLeftMs: deadlines.totalMs - (attempt.beganAt - exchange.startedAt),
    framing: framingOf(tap?.framing ?? chatDialectById(attempt.target.dialect)?.framing ?? "sse"),
    commit: commitRule(execution),
  });
  attempt.upstream = upstream;
  cancellation.onCancel((reason) => upstream.abort(reason));
  const { target, credential } = attempt;
  const { headersMs: headersTimeout, idleMs: bodyTimeout } = deadlines;
  (target.local ?? credential.dispatch)({ ...call, headersTimeout, bodyTimeout }, upstream);
  const answer = await upstream.opened;
  if (cancellation.cancelled !== undefined) return cancelled(asking);
  cancellation.onCancel(undefined);
  const opened = readAnswer(exchange, gateway, request, attempt, answer, tap !== undefined);
  exchange.end(attempt, "at" in opened ? opened : undefined, answer.status, gateway.clock.monotonic());
  return opened;
}

function limitsOf({ settings }: Gateway, { firstTokenMs, totalMs }: Deadlines): AnswerLimits {
  const { maxAnswerBytes, maxFrameBytes } = settings;
  return { firstTokenTimeoutMs: firstTokenMs, totalTimeoutMs: totalMs, maxAnswerBytes, maxFrameBytes };
}

/** A stream's candidate is not waited for long while there is another; a model that reasons is, as it is at work. */
function deadlinesOf({ execution: { deadlines }, attempt, hasNext }: Asking, stream: boolean): Deadlines {
  const reasons = attempt.target.encode.reasoningStyle !== "none";
  if (!stream || !hasNext || reasons) return deadlines;
  const { firstTokenPatienceMs, headersMs } = deadlines;
  return { ...deadlines, firstTokenMs: firstTokenPatienceMs, headersMs: Math.min(headersMs, firstTokenPatienceMs) };
}

function cancelled({ exchange, gateway, attempt, cancellation }: Asking): Failure {
  const code = exchange.over ? (exchange.endedBy?.code ?? "client_closed") : "hedge_lost";
  const message = cancellation.cancelled?.message ?? "The attempt was ended.";
  const failure = failureOf("sent-no-headers", "cancelled", message, null, code);
  exchange.end(attempt, failure, null, gateway.clock.monotonic());
  return failure;
}

const BUFFER_MAX_CHARS = 32 * 1024 * 1024;

function commitRule({ recovery, holdMs, holdChars }: Execution): CommitRule | undefined {
  if (recovery === "hold") return { afterMs: holdMs, afterChars: holdChars };
  return recovery === "buffer" ? { afterMs: undefined, afterChars: BUFFER_MAX_CHARS } : undefined;
}
