import type { IncomingMessage, ServerResponse } from "node:http";
import type { ChatRequest } from "../canonical/request.ts";
import type { Warning } from "../canonical/warning.ts";
import type { AnswerFacts, JsonObject } from "../dialects/dialect.ts";
import { createId } from "../ids.ts";
import type { CallerKey } from "./caller.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Grant } from "./limits/limiter.ts";
import type { AttemptRecord, RequestRecord } from "./metering/record.ts";
import { roundMs } from "./metering/round-ms.ts";
import type { Plan } from "./routing/plan.ts";
import type { Credential, Target } from "./routing/target.ts";
import type { Failure } from "./upstream/failure.ts";

/** What decoding found out about a request. */
export interface DecodedRequest {
  readonly body: JsonObject;
  /** The caller's bytes. */
  readonly bytes: Buffer;
  /** The body as it was parsed. */
  readonly json: string;
  /** The bytes as latin1 text: one character a byte. Made when first needed. */
  text(): string;
  readonly model: string;
  readonly stream: boolean;
  /** OpenAI wire: the caller asked for the usage chunk. */
  readonly includeUsage: boolean;
  readonly hints: RoutingHints;
  readonly fallbackChain: readonly string[];
  readonly noFallback: boolean;
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
  readonly requestId: string;
  readonly recordId: string;
  readonly startedAtMs: number;
  /** Monotonic. */
  readonly startedAt: number;
  caller: CallerKey | undefined;
  labels: Labels | undefined;
  request: DecodedRequest | undefined;
  grant: Grant | undefined;
  plan: Plan | undefined;
  /** Who is answering. */
  target: Target | undefined;
  credential: Credential | undefined;
  attempts: AttemptRecord[] = [];
  warnings: Warning[] = [];
  /** Monotonic; when the first upstream call began. */
  calledAt: number | undefined;
  /** Monotonic; when the first meaningful event came. */
  firstTokenAt: number | undefined;
  facts: AnswerFacts | undefined;
  /** The upstream answer of the present attempt. */
  upstream: { readonly receivedBytes: number } | undefined;
  record: RequestRecord | undefined;
  /** The failure was of a kind that nobody else may be asked after. */
  stopped = false;
  callerGone = false;
  #onCallerGone: (() => void) | undefined;
  #attemptBeganAt = 0;

  /** `requestId` is the caller's own, which may name several requests; absent, one is made. */
  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    endpoint: Endpoint,
    requestId: string | undefined,
    now: { ms: number; mono: number },
  ) {
    this.req = req;
    this.res = res;
    this.endpoint = endpoint;
    this.requestId = requestId ?? createId("req");
    this.recordId = requestId === undefined ? this.requestId : createId("rec");
    this.startedAtMs = now.ms;
    this.startedAt = now.mono;
    res.on("close", () => {
      if (res.writableFinished) return;
      this.callerGone = true;
      this.#onCallerGone?.();
    });
  }

  /** Notes who is asked now; forgets what was said of the attempt before. */
  beginAttempt(target: Target, credential: Credential, warnings: readonly Warning[], now: number): void {
    this.target = target;
    this.credential = credential;
    this.warnings = [...warnings];
    this.calledAt ??= now;
    this.#attemptBeganAt = now;
  }

  /** Notes a loss of the answer's translation; the same one counts once. */
  warn(field: string, message: string): void {
    if (!this.warnings.some((known) => known.message === message)) this.warnings.push({ field, message });
  }

  /** Notes how the attempt went; `failure` is absent when it answered. */
  endAttempt(failure: Failure | undefined, status: number | null, now: number): void {
    const target = this.target as Target;
    this.attempts.push({
      provider: target.providerId,
      model: target.modelId,
      status,
      errorCode: failure === undefined ? null : (failure.error.code ?? failure.error.kind),
      latencyMs: roundMs(now - this.#attemptBeganAt),
    });
    if (failure === undefined) this.firstTokenAt = now;
  }

  /** Sets what happens when the caller hangs up; at once if it has already. */
  onCallerGone(action: (() => void) | undefined): void {
    this.#onCallerGone = action;
    if (this.callerGone) action?.();
  }
}
