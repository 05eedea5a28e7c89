import { BoundedMap } from "../bounded-map.ts";
import { systemClock } from "../clock.ts";
import type { Settings } from "../settings.ts";
import { ActiveRequests } from "./active-requests.ts";
import type { AnswerCache } from "./caching/answer-cache.ts";
import { MemoryAnswerCache } from "./caching/memory-answer-cache.ts";
import { MemorySemanticIndex } from "./caching/semantic/memory-semantic-index.ts";
import { type Match, SemanticCache } from "./caching/semantic/semantic-cache.ts";
import type { SemanticIndex } from "./caching/semantic/semantic-index.ts";
import { LocalSingleFlight, type SingleFlight } from "./caching/single-flight.ts";
import type { KeyDirectory } from "./caller.ts";
import type { Gateway, GatewayLog, GatewaySettings } from "./gateway.ts";
import type { Post } from "./guardrails/remote/http-check.ts";
import { type CircuitEvent, DEFAULT_BREAKER_RULES, LocalBreakers } from "./health/breaker.ts";
import { callInside } from "./inner-call.ts";
import type { ContentSink } from "./kept-content.ts";
import type { LimitEngine } from "./limits/limit-engine.ts";
import { LocalLimitEngine } from "./limits/local-limit-engine.ts";
import type { Journal } from "./metering/journal.ts";
import { GatewayMetrics } from "./metering/metrics.ts";
import type { RequestRecord } from "./metering/record.ts";
import { createMemoryStore } from "./responses/memory-store.ts";
import type { ResponseStore } from "./responses/stored-response.ts";
import { ShadowCounts } from "./routes/shadow-counts.ts";
import { RoutingState } from "./routing/routing-state.ts";
import type { Snapshot } from "./snapshot/snapshot.ts";

const MAX_RECENT = 2_000;
/** How long a request waits for its question to be embedded. */
const EMBED_TIMEOUT_MS = 2_000;
/** Of a cache that nobody handed in. */
const TEST_BOUNDS = { maxBytes: 16 * 1024 * 1024, maxEntryBytes: 1024 * 1024 };
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

export interface GatewayParts {
  readonly settings: Settings;
  readonly keys: KeyDirectory;
  readonly journal: Journal;
  readonly snapshot: () => Snapshot;
  readonly log: GatewayLog;
  /** Absent: in this process alone. */
  readonly responses?: ResponseStore;
  /** Absent: counted in this process alone, from zero. */
  readonly limits?: LimitEngine;
  /** Absent: kept in this process alone. */
  readonly answers?: AnswerCache;
  readonly flights?: SingleFlight;
  readonly semanticIndex?: SemanticIndex;
  readonly onBudgetRefused?: Gateway["onBudgetRefused"];
  /** Hears of circuits that change. */
  readonly onCircuit?: (event: CircuitEvent) => void;
  /** Absent: guardrails that ask a service get no answer. */
  readonly post?: Post;
  /** Absent: content is kept nowhere. */
  readonly contents?: ContentSink;
}

/** The data plane's parts, joined. */
export function createGateway(parts: GatewayParts): Gateway {
  const { settings, keys, journal, snapshot, log } = parts;
  const responses = parts.responses ?? createMemoryStore(systemClock);
  const breakers = new LocalBreakers(DEFAULT_BREAKER_RULES, (event) => {
    tellOfCircuit(log, event);
    parts.onCircuit?.(event);
  });
  const metrics = new GatewayMetrics();
  metrics.watchCircuits(() => breakers.list(systemClock.now()));
  const semantic = new SemanticCache({
    index: parts.semanticIndex ?? new MemorySemanticIndex(),
    now: systemClock.now,
    random: Math.random,
    embedTimeoutMs: EMBED_TIMEOUT_MS,
  });
  semantic.stats.register(metrics.registry);
  const gateway: Gateway = {
    clock: systemClock,
    settings: gatewaySettings(settings),
    keys,
    limits: parts.limits ?? new LocalLimitEngine(),
    answers: parts.answers ?? new MemoryAnswerCache(TEST_BOUNDS),
    semantic,
    shadows: new ShadowCounts(),
    semanticMatches: new BoundedMap<string, Match>(MAX_RECENT),
    flights: parts.flights ?? new LocalSingleFlight(systemClock.monotonic),
    breakers,
    routing: new RoutingState(breakers, {
      explorationRate: settings.EXPLORATION_RATE,
      sessionTtlMs: settings.SESSION_TTL_MINUTES * 60_000,
    }),
    active: new ActiveRequests(),
    contents: parts.contents,
    responses,
    journal,
    metrics,
    log,
    random: Math.random,
    snapshot,
    recent: new BoundedMap<string, RequestRecord>(MAX_RECENT),
    ready: false,
    draining: false,
    callInside: (caller, call) => callInside(gateway, caller, call),
    post: parts.post ?? NOBODY,
    onBudgetRefused: parts.onBudgetRefused ?? (() => {}),
  };
  return gateway;
}

/** Without a way out, services are as if they did not answer. */
const NOBODY: Post = () => Promise.reject(new Error("services cannot be asked here"));

function gatewaySettings(settings: Settings): GatewaySettings {
  return {
    maxBodyBytes: settings.MAX_BODY_BYTES,
    maxAnswerBytes: settings.MAX_ANSWER_BYTES,
    maxFrameBytes: MAX_FRAME_BYTES,
    headersTimeoutMs: settings.HEADERS_TIMEOUT_MS,
    firstTokenTimeoutMs: settings.FIRST_TOKEN_TIMEOUT_MS,
    idleTimeoutMs: settings.IDLE_TIMEOUT_MS,
    totalTimeoutMs: settings.TOTAL_TIMEOUT_MS,
    retries: settings.RETRIES,
    recovery: settings.STREAM_RECOVERY,
    hedgeAfterMs: settings.HEDGE_AFTER_MS,
    firstTokenPatienceMs: settings.FIRST_TOKEN_PATIENCE_MS,
    keepAliveMs: settings.KEEP_ALIVE_MS,
    platformFeePercent: settings.PLATFORM_FEE_PERCENT,
    defaultModel: settings.DEFAULT_MODEL,
    embeddingModel: settings.EMBEDDING_MODEL,
    defaultRateLimits: { rpm: settings.RATE_LIMIT_RPM, tpm: settings.RATE_LIMIT_TPM },
    proxies: settings.TRUST_PROXY,
  };
}

/** A circuit that opens or closes is an event for operators; a probe is not. */
function tellOfCircuit(log: GatewayLog, { key, from, to, reason }: CircuitEvent): void {
  if (to === "open" && from === "closed")
    log.warn({ circuit: key, reason }, "A circuit opened: others are asked first.");
  else if (to === "closed") log.info({ circuit: key }, "A circuit closed again.");
}
