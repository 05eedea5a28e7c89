import type { IncomingMessage, ServerResponse } from "node:http";
import type { ChatRequest } from "../canonical/request.ts";
import type { AnswerFacts, FormPart, JsonObject } from "../dialects/dialect.ts";
import type { GatewayError } from "../errors/gateway-error.ts";
import { createId } from "../ids.ts";
import type { Attempt } from "./attempts/attempt.ts";
import type { ExchangeCache } from "./caching/exchange-cache.ts";
import type { CallerKey } from "./caller.ts";
import type { Endpoint, EndpointCall, PathCall } from "./endpoint.ts";
import type { ExchangeGuard } from "./guardrails/exchange-guard.ts";
import type { Grant } from "./limits/grant.ts";
import type { Metered } from "./metering/meter.ts";
import type { AttemptRecord, RequestRecord } from "./metering/record.ts";
import { roundMs } from "./metering/round-ms.ts";
import type { ServedRoute } from "./routes/served-route.ts";
import type { Plan } from "./routing/plan.ts";
import type { Failure } from "./upstream/failure.ts";

/** What decoding found out about a request. */
export interface DecodedRequest {
  readonly body: JsonObject;
  /** The caller's bytes. */
  readonly bytes: Buffer;
  /** The parts, where the body is a form. */
  readonly form: readonly FormPart[] | undefined;
  /** The body as it was parsed; empty for a form. */
  readonly json: string;
  /** The bytes as latin1 text: one character a byte. Made when first needed. */
  text(): string;
  readonly model: string;
  /** False where the path names the model. */
  readonly modelInBody: boolean;
  readonly stream: boolean;
  /** OpenAI wire: the caller asked for the usage chunk. */
  readonly includeUsage: boolean;
  readonly hints: RoutingHints;
  readonly fallbackChain: readonly string[];
  readonly noFallback: boolean;
  /** Rather refuse the request than lose something of it in translation. */
  readonly strict: boolean;
  /** The canonical form was changed and the body was not: it is said anew even to a provider of the caller's wire. */
  readonly rewritten?: boolean;
  readonly promptTokensEstimate: number;
  /** Upper bound that the caller set on the output. */
  readonly maxOutputTokens: number | undefined;
  /** The canonical form; made when a translation first needs it. */
  canonical(): ChatRequest;
}

/** `x-routing-hints` of the body. */
export interface RoutingHints {
  readonly priority?: "cost" | "latency" | "quality" | undefined;
  readonly max_latency_ms?: number | undefined;
  readonly prefer_providers?: readonly string[] | undefined;
  readonly exclude_providers?: readonly string[] | undefined;
  readonly min_quality_score?: number | undefined;
}

/** Labels a caller puts on a request by headers. */
export interface Labels {
  readonly source: string | null;
  readonly sessionId: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** One request on its way through the stages. Stages fill it in order; settle makes the record of what is there. */
export class Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly endpoint: Endpoint;
  /** What the path says, in wires that say it there. */
  readonly named: PathCall | undefined;
  /** The URL's query, without the question mark. */
  readonly query: string;
  /** Made by the gateway itself for another request: its limits, guardrails and cache are not asked again. */
  readonly inner: boolean;
  readonly requestId: string;
  readonly recordId: string;
  readonly startedAtMs: number;
  /** Monotonic. */
  readonly startedAt: number;
  caller: CallerKey | undefined;
  labels: Labels | undefined;
  request: DecodedRequest | undefined;
  grant: Grant | undefined;
  /** The route of a configuration that was asked for; undefined: a model. */
  route: ServedRoute | undefined;
  /** What guardrails do with it; undefined where there are none. */
  guard: ExchangeGuard | undefined;
  /** What the cache does with it; undefined where it is off. */
  cache: ExchangeCache | undefined;
  /** The gateway's object as it stands in the answer: ASCII JSON. */
  sealText: string | undefined;
  plan: Plan | undefined;
  /** How each attempt went that has ended, in that order. */
  attempts: AttemptRecord[] = [];
  /** What was spent on attempts that broke off after they had delivered something. */
  sunk: Metered[] = [];
  /** Monotonic; when the first upstream call began. */
  calledAt: number | undefined;
  /** Monotonic; when the first meaningful event came. */
  firstTokenAt: number | undefined;
  facts: AnswerFacts | undefined;
  record: RequestRecord | undefined;
  callerGone = false;
  /** Why the gateway itself ended the request. */
  endedBy: GatewayError | undefined;
  readonly #onOver = new Set<() => void>();
  #latest: Attempt | undefined;
  #adopted: Attempt | undefined;

  /** `requestId` is the caller's own, which may name several requests; absent, one is made. */
  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    called: EndpointCall & { readonly query?: string; readonly inner?: boolean },
    requestId: string | undefined,
    now: { ms: number; mono: number },
  ) {
    this.req = req;
    this.res = res;
    this.endpoint = called.endpoint;
    this.named = called.named;
    this.query = called.query ?? "";
    this.inner = called.inner ?? false;
    this.requestId = requestId ?? createId("req");
    this.recordId = requestId === undefined ? this.requestId : createId("rec");
    this.startedAtMs = now.ms;
    this.startedAt = now.mono;
    res.on("close", () => {
      if (res.writableFinished) return;
      this.callerGone = true;
      for (const action of this.#onOver) action();
    });
  }

  /** The caller hung up, or the gateway ended the request. */
  get over(): boolean {
    return this.callerGone || this.endedBy !== undefined;
  }

  /** Ends the request before its time: what was delivered ends with this error. */
  endWith(error: GatewayError): void {
    if (this.over) return;
    this.endedBy = error;
    for (const action of this.#onOver) action();
  }

  /** Who answers; before anybody does, who was asked last. */
  get attempt(): Attempt | undefined {
    return this.#adopted ?? this.#latest;
  }

  /** Notes who is asked now. */
  begin(attempt: Attempt): void {
    this.#latest = attempt;
    this.calledAt ??= attempt.beganAt;
  }

  /** Notes how an attempt went; `failure` is absent when it answered. */
  end(attempt: Attempt, failure: Failure | undefined, status: number | null, now: number): void {
    this.attempts.push({
      provider: attempt.target.providerId,
      model: attempt.target.modelId,
      status,
      errorCode: failure === undefined ? null : (failure.error.code ?? failure.error.kind),
      latencyMs: roundMs(now - attempt.beganAt),
    });
    if (failure === undefined) this.firstTokenAt ??= now;
  }

  /** Notes that the answer of the last attempt broke off after it had begun. */
  breakOff(failure: Failure): void {
    const last = this.attempts.pop();
    if (last !== undefined) this.attempts.push({ ...last, errorCode: failure.error.code ?? failure.error.kind });
  }

  /** Notes whose answer the caller gets. */
  adopt(attempt: Attempt): void {
    this.#adopted = attempt;
  }

  /** Adds what happens when the request is over, at once if it is already; gives what takes it away again. */
  whenOver(action: () => void): () => void {
    this.#onOver.add(action);
    if (this.over) action();
    return () => this.#onOver.delete(action);
  }
}
