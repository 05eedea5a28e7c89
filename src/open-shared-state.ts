import { systemClock } from "./clock.ts";
import type { AnswerCache } from "./gateway/caching/answer-cache.ts";
import { LayeredAnswerCache } from "./gateway/caching/layered-answer-cache.ts";
import { MemoryAnswerCache } from "./gateway/caching/memory-answer-cache.ts";
import { MemorySemanticIndex } from "./gateway/caching/semantic/memory-semantic-index.ts";
import type { SemanticIndex } from "./gateway/caching/semantic/semantic-index.ts";
import { LocalSingleFlight, type SingleFlight } from "./gateway/caching/single-flight.ts";
import type { Breakers, CircuitEvent } from "./gateway/health/breaker.ts";
import { FailoverLimitEngine } from "./gateway/limits/failover-limit-engine.ts";
import type { HeldReservations } from "./gateway/limits/held-use.ts";
import type { LimitEngine } from "./gateway/limits/limit-engine.ts";
import { LocalLimitEngine } from "./gateway/limits/local-limit-engine.ts";
import type { Settings } from "./settings.ts";
import { CircuitGossip } from "./shared-state/circuit-gossip.ts";
import { openRedis, type RedisClient } from "./shared-state/open-redis.ts";
import { RedisAnswerCache } from "./shared-state/redis-answer-cache.ts";
import { RedisLimitEngine } from "./shared-state/redis-limit-engine.ts";
import { RedisSemanticIndex } from "./shared-state/redis-semantic-index.ts";
import { RedisSingleFlight } from "./shared-state/redis-single-flight.ts";
import { spentBefore } from "./spent-before.ts";
import type { Log } from "./store/log.ts";
import type { Store } from "./store/sql/open-store.ts";

/** What replicas share where there is a Redis, and this process keeps for itself where there is none. */
export interface SharedState {
  readonly limits: LimitEngine;
  /** Where reservations outlive the process that made them. */
  readonly held: HeldReservations | undefined;
  readonly answers: AnswerCache;
  readonly flights: SingleFlight;
  readonly semanticIndex: SemanticIndex;
  /** Lets replicas hear of each other's circuits; gives what tells them of this one's. Absent: there are no others. */
  readonly shareCircuits?: (breakers: Breakers) => (event: CircuitEvent) => void;
  /** Rejects while it cannot be reached. */
  ping(): Promise<void>;
}

const MB = 1024 * 1024;
const MAX_CACHED_ANSWER_BYTES = 16 * MB;
const SWEEP_MS = 60_000;
/** How long an answer that another replica removed may still be given. */
const CACHE_FRONT_MS = 1_000;

/** Opens it. A Redis that is down is no reason not to start: what depends on it behaves as the settings say. */
export function openSharedState(
  settings: Settings,
  log: Log,
  store: Store,
  undo: (() => Promise<void> | void)[],
): SharedState {
  const spent = spentBefore(store.db);
  const bounds = { maxBytes: settings.CACHE_MEMORY_MB * MB, maxEntryBytes: MAX_CACHED_ANSWER_BYTES };
  const near = new MemoryAnswerCache(bounds);
  const sweep = setInterval(() => near.removeExpired(systemClock.now()), SWEEP_MS);
  sweep.unref();
  undo.push(() => clearInterval(sweep));
  if (settings.REDIS_URL === undefined) {
    return {
      limits: new LocalLimitEngine({ spentBefore: spent }),
      held: undefined,
      answers: near,
      flights: new LocalSingleFlight(systemClock.monotonic),
      semanticIndex: new MemorySemanticIndex(),
      ping: async () => {},
    };
  }
  const redis = openRedis(settings.REDIS_URL, log);
  undo.push(() => redis.disconnect());
  const limits = new FailoverLimitEngine({
    shared: new RedisLimitEngine(redis, { spentBefore: spent }),
    local: () => new LocalLimitEngine({ spentBefore: spent }),
    without: settings.LIMITS_WITHOUT_REDIS,
    log,
  });
  const far = new RedisAnswerCache(redis, {
    maxTenantBytes: settings.CACHE_REDIS_MB * MB,
    maxEntryBytes: MAX_CACHED_ANSWER_BYTES,
  });
  const answers = new LayeredAnswerCache(near, far, CACHE_FRONT_MS);
  return {
    limits,
    held: limits,
    answers,
    flights: new RedisSingleFlight({ redis, answers, clock: systemClock }),
    semanticIndex: new RedisSemanticIndex(redis),
    shareCircuits: (breakers) => {
      const adopt = (...told: Parameters<Breakers["adopt"]>): void => breakers.adopt(...told);
      const gossip = new CircuitGossip({ redis, adopt, now: systemClock.now });
      undo.push(() => gossip.close());
      return (event) => gossip.tell(event);
    },
    ping: () => ping(redis),
  };
}

async function ping(redis: RedisClient): Promise<void> {
  await redis.ping();
}
