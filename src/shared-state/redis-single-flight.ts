import type { AnswerCache } from "../gateway/caching/answer-cache.ts";
import {
  ALONE,
  type Boarding,
  LocalSingleFlight,
  type Seat,
  type SingleFlight,
} from "../gateway/caching/single-flight.ts";
import { createId } from "../ids.ts";
import { isConnected, type RedisClient } from "./open-redis.ts";

export interface RedisFlightOptions {
  readonly redis: RedisClient;
  /** Where leaders of all replicas store their answers before they land. */
  readonly answers: AnswerCache;
  readonly clock: { now(): number; monotonic(): number };
  /** A leader that has not been heard of for so long is lost with its process. */
  readonly leaseMs?: number;
  /** Between two looks at whether another replica's leader has landed. */
  readonly pollMs?: number;
}

type Lead = Extract<Seat, { kind: "leads" }>;

const LEASE_MS = 10_000;
const POLL_MS = 100;
/** So long, the replicas see that an answer is for nobody else. */
const NOT_KEPT_MS = 2_000;
const NOT_KEPT = "not-kept";
/** Clocks of replicas differ by less. */
const SKEW_MS = 2_000;

/** Changes the lock only while it is still its holder's. KEYS: lock. ARGV: holder, new value or empty, time to live. */
const CHANGE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`;

/**
 * Flights of all replicas: those of a process join as they do without others, and the leaders of processes agree through
 * a lock in Redis that its holder renews. While Redis is away, each process flies for itself.
 */
export class RedisSingleFlight implements SingleFlight {
  readonly #local: LocalSingleFlight;
  readonly #options: Required<RedisFlightOptions>;

  constructor(options: RedisFlightOptions) {
    this.#options = { leaseMs: LEASE_MS, pollMs: POLL_MS, ...options };
    this.#local = new LocalSingleFlight(() => options.clock.monotonic());
  }

  async board(boarding: Boarding): Promise<Seat> {
    const { clock } = this.#options;
    const since = { ms: clock.now(), mono: clock.monotonic() };
    const seat = await this.#local.board(boarding);
    if (seat.kind !== "leads") return seat;
    try {
      return await this.#agree(boarding, seat, since);
    } catch {
      return seat;
    }
  }

  /** Leads for all replicas, or waits for the one that does. */
  async #agree(boarding: Boarding, lead: Lead, since: { ms: number; mono: number }): Promise<Seat> {
    const { redis, answers, clock, leaseMs, pollMs } = this.#options;
    const lock = `llm-gateway:flight:{${boarding.organizationId}}:${boarding.key}`;
    const holder = createId("rec");
    let gone = false;
    const forget = boarding.whenOver(() => {
      gone = true;
    });
    try {
      for (let waited = false; ; waited = true) {
        if (!isConnected(redis)) return lead;
        const taken = (await redis.set(lock, holder, "PX", leaseMs, "NX")) === "OK";
        if (taken && !waited) return this.#leading(lock, holder, lead);
        // In this order: who lands stores the answer first, and then lets the lock go.
        const held = taken ? holder : await redis.get(lock);
        const answer = await answers.get(boarding.organizationId, boarding.key, clock.now());
        const landed = answer !== undefined && answer.storedAtMs >= since.ms - SKEW_MS;
        const late = gone || clock.monotonic() - since.mono >= boarding.waitMs;
        if (taken && !landed && !late) return this.#leading(lock, holder, lead);
        if (taken) this.#change(lock, holder, "", 0);
        if (landed) {
          lead.land(answer);
          return { kind: "landed", answer };
        }
        if (held === NOT_KEPT || late) {
          lead.land(held === NOT_KEPT ? NOT_KEPT : "failed");
          return ALONE;
        }
        if (held !== null) await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    } finally {
      forget();
    }
  }

  #leading(lock: string, holder: string, lead: Lead): Seat {
    const { leaseMs } = this.#options;
    const renewing = setInterval(() => this.#change(lock, holder, holder, leaseMs), leaseMs / 3);
    renewing.unref();
    return {
      kind: "leads",
      land: (landing) => {
        clearInterval(renewing);
        if (landing === NOT_KEPT) this.#change(lock, holder, NOT_KEPT, NOT_KEPT_MS);
        else this.#change(lock, holder, "", 0);
        lead.land(landing);
      },
    };
  }

  #change(lock: string, holder: string, value: string, ttlMs: number): void {
    this.#options.redis.eval(CHANGE, 1, lock, holder, value, ttlMs).catch(() => {});
  }
}
