import { dialectById } from "../../dialects/registry.ts";
import { fail } from "../../errors/gateway-error.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { openTap } from "../relay/open-tap.ts";
import { openWhole, type WholeOpened } from "../relay/open-whole.ts";
import { isSameWire, type UpstreamBody, upstreamBody } from "../relay/upstream-body.ts";
import type { Plan } from "../routing/plan.ts";
import type { Credential, Target } from "../routing/target.ts";
import { type Answer, isFailure, type StreamAnswer, UpstreamAnswer, type WholeAnswer } from "../upstream/answer.ts";
import { CallerGoneError, type Failure, failureOf, retryAfterMs } from "../upstream/failure.ts";
import { nextStep } from "../upstream/retry.ts";
import { attemptsFailed } from "./attempts-failed.ts";

/** An answer that is certain enough to be passed on. */
export type Opened = StreamAnswer | WholeOpened;

/**
 * Stage 5: asks one target after another until one answers. The only loop over attempts. Nothing has been sent to the
 * caller yet, so every failure may still fall back. Throws when all is tried, in vain or for the caller's own fault.
 */
export async function attempt(
  exchange: Exchange,
  gateway: Gateway,
  request: DecodedRequest,
  plan: Plan,
): Promise<Opened> {
  const failures: Failure[] = [];
  for (const [i, target] of plan.targets.entries()) {
    const opened = await attemptTarget(exchange, gateway, request, target, plan.targets[i + 1], failures);
    if (opened !== undefined) return opened;
    if (exchange.stopped) break;
  }
  throw attemptsFailed(exchange, failures);
}

async function attemptTarget(
  exchange: Exchange,
  gateway: Gateway,
  request: DecodedRequest,
  target: Target,
  next: Target | undefined,
  failures: Failure[],
): Promise<Opened | undefined> {
  const body = upstreamBody(exchange.endpoint, request, target);
  let credentialAt = 0;
  let retriesLeft = gateway.settings.retries;
  for (let attemptAtTarget = 0; ; attemptAtTarget += 1) {
    const credential = target.credentials[credentialAt] as Credential;
    const opened = await attemptOnce(exchange, gateway, request, target, credential, body);
    if (!("at" in opened)) return opened;
    failures.push(opened);
    const step = nextStep(opened, {
      retriesLeft,
      attemptAtTarget,
      hasNextCredential: credentialAt + 1 < target.credentials.length,
      hasNextTarget: next !== undefined,
      nextHasMoreContext: contextOf(next) > contextOf(target),
      random: gateway.random(),
    });
    if (step.kind === "stop") exchange.stopped = true;
    if (step.kind === "stop" || step.kind === "next-target") return undefined;
    if (step.kind === "next-credential") credentialAt += 1;
    else {
      retriesLeft -= 1;
      await pause(exchange, step.delayMs);
    }
  }
}

function contextOf(target: Target | undefined): number {
  return target?.offering?.contextTokens ?? target?.model?.contextTokens ?? 0;
}

async function attemptOnce(
  exchange: Exchange,
  gateway: Gateway,
  request: DecodedRequest,
  target: Target,
  credential: Credential,
  body: UpstreamBody,
): Promise<Opened | Failure> {
  const beganAt = gateway.clock.monotonic();
  exchange.beginAttempt(target, credential, body.warnings, beganAt);
  const tap = request.stream ? openTap(exchange, gateway, request, target) : undefined;
  const upstream = new UpstreamAnswer(
    tap,
    gateway.settings,
    gateway.settings.totalTimeoutMs - (beganAt - exchange.startedAt),
  );
  exchange.upstream = upstream;
  exchange.onCallerGone(() => upstream.abort(new CallerGoneError("the caller went away")));
  if (exchange.callerGone) throw fail("client_closed");
  target.dispatch(
    {
      origin: target.origin,
      path: target.path,
      method: "POST",
      headers: headersFor(exchange, target, credential),
      body: body.bytes,
      headersTimeout: gateway.settings.headersTimeoutMs,
      bodyTimeout: gateway.settings.idleTimeoutMs,
    },
    upstream,
  );
  const answer = await upstream.opened;
  if (exchange.callerGone) {
    exchange.endAttempt(CALLER_GONE, null, gateway.clock.monotonic());
    throw fail("client_closed");
  }
  const opened = understand(exchange, gateway, request, target, answer);
  exchange.endAttempt("at" in opened ? opened : undefined, answer.status, gateway.clock.monotonic());
  return opened;
}

const CALLER_GONE = failureOf("sent-no-headers", "server", "The caller went away.", null, "client_closed");

/** The callers' headers that a provider may see, beside the credential's own. */
function headersFor(exchange: Exchange, target: Target, credential: Credential): string[] {
  if (target.forwardHeaders.length === 0 || !isSameWire(exchange.endpoint, target))
    return credential.headers as string[];
  let headers: string[] | undefined;
  for (const name of target.forwardHeaders) {
    const value = exchange.req.headers[name];
    if (typeof value !== "string") continue;
    headers ??= [...credential.headers];
    const at = headers.findIndex((known, i) => i % 2 === 0 && known === name);
    if (at >= 0) headers[at + 1] = value;
    else headers.push(name, value);
  }
  return headers ?? (credential.headers as string[]);
}

/** An answer as something to pass on, or as the failure that it is. */
function understand(
  exchange: Exchange,
  gateway: Gateway,
  request: DecodedRequest,
  target: Target,
  answer: Answer | Failure,
): Opened | Failure {
  if (isFailure(answer)) return answer;
  if (answer.kind === "stream") return answer;
  const encoding = answer.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    return failureOf(
      "decode",
      "server",
      `The provider sent content-encoding '${encoding}', which was not asked for.`,
      answer.status,
    );
  }
  if (answer.status >= 300) return refusal(gateway, target, answer);
  if (request.stream) return wholeInsteadOfStream(exchange, request, target, answer);
  return openWhole(exchange, request, target, answer);
}

/** A 200 without an event stream where a stream was asked for: an error in disguise, or a page of HTML. */
function wholeInsteadOfStream(
  exchange: Exchange,
  request: DecodedRequest,
  target: Target,
  answer: WholeAnswer,
): Failure {
  const read = openWhole(exchange, request, target, answer);
  if ("at" in read && read.at === "headers") return read;
  return failureOf(
    "decode",
    "server",
    "The provider answered without the event stream that was asked for.",
    answer.status,
  );
}

function refusal(gateway: Gateway, target: Target, answer: WholeAnswer): Failure {
  return {
    at: "headers",
    error: dialectById(target.dialect).readError(answer.status, textOfLatin1(answer.text)),
    retryAfterMs: retryAfterMs(answer.headers, gateway.clock.now()),
    status: answer.status,
  };
}

/** Waits, but not for a caller who is gone. */
async function pause(exchange: Exchange, delayMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    exchange.onCallerGone(() => {
      clearTimeout(timer);
      resolve();
    });
  });
  if (exchange.callerGone) throw fail("client_closed");
}
