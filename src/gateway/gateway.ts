import type { Clock } from "../clock.ts";
import type { ActiveRequests } from "./active-requests.ts";
import type { AnswerCache } from "./caching/answer-cache.ts";
import type { Match, SemanticCache } from "./caching/semantic/semantic-cache.ts";
import type { SingleFlight } from "./caching/single-flight.ts";
import type { CallerKey, KeyDirectory } from "./caller.ts";
import type { Post } from "./guardrails/remote/http-check.ts";
import type { Breakers } from "./health/breaker.ts";
import type { InnerAnswer, InnerCall } from "./inner-call.ts";
import type { ContentSink } from "./kept-content.ts";
import type { LimitEngine, LimitState } from "./limits/limit-engine.ts";
import type { Journal } from "./metering/journal.ts";
import type { GatewayMetrics } from "./metering/metrics.ts";
import type { RequestRecord } from "./metering/record.ts";
import type { ResponseStore } from "./responses/stored-response.ts";
import type { ShadowCounts } from "./routes/shadow-counts.ts";
import type { Recovery } from "./routing/execution.ts";
import type { RoutingState } from "./routing/routing-state.ts";
import type { Snapshot } from "./snapshot/snapshot.ts";
import type { AnswerLimits } from "./upstream/answer.ts";

/** Install settings that the data plane reads; a plain copy, so that the data plane knows no environment. */
export interface GatewaySettings extends AnswerLimits {
  readonly maxBodyBytes: number;
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly retries: number;
  /** What is done with streams that break, unless the request says otherwise. */
  readonly recovery: Recovery;
  readonly hedgeAfterMs: number | undefined;
  /** Instead of the first token's deadline while another candidate is left and the model does not reason. */
  readonly firstTokenPatienceMs: number;
  readonly keepAliveMs: number;
  readonly platformFeePercent: number;
  readonly defaultModel: string | undefined;
  /** What questions are embedded with, for organizations that name no model. */
  readonly embeddingModel: string;
  /** Of keys that set none. */
  readonly defaultRateLimits: { readonly rpm: number; readonly tpm: number };
  /** Proxies of the operator's in front. */
  readonly proxies: number;
}

export interface GatewayLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** The last of something, by id; bounded. */
export interface Recent<Value> {
  set(id: string, value: Value): unknown;
  get(id: string): Value | undefined;
}

/** Everything the stages are handed. */
export interface Gateway {
  readonly clock: Clock;
  readonly settings: GatewaySettings;
  readonly keys: KeyDirectory;
  readonly limits: LimitEngine;
  /** Answers to give again. */
  readonly answers: AnswerCache;
  /** Answers to questions that mean the same. */
  readonly semantic: SemanticCache;
  /** What the last requests that were answered by it were matched with, by record id; for feedback. */
  readonly semanticMatches: Recent<Match>;
  /** Identical requests that run at the same time. */
  readonly flights: SingleFlight;
  readonly breakers: Breakers;
  /** What was learned of models and sessions. */
  readonly routing: RoutingState;
  /** What versions of configurations would have done that are tried in the shadow of others. */
  readonly shadows: ShadowCounts;
  readonly active: ActiveRequests;
  /** Where content is kept for organizations that want it; absent: nowhere. */
  readonly contents: ContentSink | undefined;
  /** Responses that callers may refer to. */
  readonly responses: ResponseStore;
  /** Makes a request of the gateway itself, on behalf of a caller. */
  readonly callInside: (caller: CallerKey, call: InnerCall) => Promise<InnerAnswer>;
  /** Hears of requests that a hard budget refused. */
  readonly onBudgetRefused: (caller: CallerKey, state: LimitState) => void;
  /** Posts JSON to an address that a tenant gave. */
  readonly post: Post;
  readonly journal: Journal;
  readonly metrics: GatewayMetrics;
  readonly log: GatewayLog;
  /** Random number in [0, 1), for backoff jitter. */
  readonly random: () => number;
  /** The present snapshot; a request reads it once. */
  readonly snapshot: () => Snapshot;
  /** Records of the last requests of this process, for receipts asked for right after the answer. */
  readonly recent: Recent<RequestRecord>;
  /** False until the first start's objects are made. */
  ready: boolean;
  draining: boolean;
}
