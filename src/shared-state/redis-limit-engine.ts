import type { HeldReservations, HeldUse } from "../gateway/limits/held-use.ts";
import type {
  Claim,
  LimitEngine,
  LimitRule,
  LimitState,
  ReserveOptions,
  Settlement,
  SpentBefore,
  Verdict,
} from "../gateway/limits/limit-engine.ts";
import { SpentLoads } from "../gateway/limits/spent-loads.ts";
import {
  type Count,
  heldMs,
  isSeeded,
  MAX_COUNT,
  seedPeriods,
  slidingMs,
  stateOf,
  wholeCount,
} from "../gateway/limits/windows.ts";
import { counterTtlMs, kindOf, limitKeys, nameInKey, PARTS } from "./limit-keys.ts";
import { RAISE, RELEASE, RESERVE, SETTLE } from "./limit-scripts.ts";
import type { RedisClient } from "./open-redis.ts";

export interface RedisLimitOptions {
  /** Asked once for each seeded money counter that Redis does not have; without it they begin at nought. */
  readonly spentBefore?: SpentBefore | undefined;
}

/** How long the settlement of an unknown reservation is remembered; those of known ones as long as they were held. */
const UNKNOWN_MS = 86_400_000;
const USES_A_CALL = 100;

/** Seeds of the script: not loaded yet, not of a money counter, not to be had. */
const UNLOADED = "";
const NO_SEED = "-";
const NOT_TO_BE_HAD = "?";

type Script = (keys: number, ...keysAndArgs: string[]) => Promise<unknown>;
interface LimitCommands {
  readonly limitsReserve: Script;
  readonly limitsSettle: Script;
  readonly limitsRaise: Script;
  readonly limitsRelease: Script;
}

/**
 * Limits counted in Redis for all replicas: one round trip to reserve, one to settle. Every method rejects while Redis
 * does not answer, `settle` too: `FailoverLimitEngine` makes up for that. Needs Redis 6 or newer.
 */
export class RedisLimitEngine implements LimitEngine, HeldReservations {
  readonly #commands: LimitCommands;
  readonly #loads: SpentLoads | undefined;

  constructor(redis: RedisClient, { spentBefore }: RedisLimitOptions = {}) {
    redis.defineCommand("limitsReserve", { lua: RESERVE });
    redis.defineCommand("limitsSettle", { lua: SETTLE });
    redis.defineCommand("limitsRaise", { lua: RAISE });
    redis.defineCommand("limitsRelease", { lua: RELEASE });
    this.#commands = redis as unknown as LimitCommands;
    this.#loads = spentBefore === undefined ? undefined : new SpentLoads(spentBefore);
  }

  async reserve(options: ReserveOptions): Promise<Verdict> {
    const { tenant, claims, nowMs } = options;
    const [granted, ...reply] = await this.#ask(options, true);
    const refused = granted === 1 ? undefined : claims[reply.shift() ?? 0];
    const states = this.#states(tenant, claims, reply, nowMs);
    return refused === undefined ? { granted: true, states } : { granted: false, refused, states };
  }

  async settle({ id, tenant, claims, used, nowMs }: Settlement): Promise<void> {
    const keys = limitKeys(tenant);
    const names = [keys.holds, keys.lapses, keys.id(id)];
    const args = [id, String(Math.floor(nowMs)), String(UNKNOWN_MS)];
    for (let i = 0; i < claims.length; i += 1) {
      const { rule } = claims[i] as Claim;
      const count = used[i];
      names.push(keys.counter(rule));
      args.push(
        kindOf(rule),
        String(slidingMs(rule)),
        String(counterTtlMs(rule, nowMs, 0)),
        count === undefined || Number.isNaN(count) ? "" : String(wholeCount(count, 0)),
        this.#loads !== undefined && isSeeded(rule) ? "1" : "0",
      );
    }
    await this.#commands.limitsSettle(names.length, ...names, ...args);
  }

  async read(tenant: string, rules: readonly LimitRule[], nowMs: number): Promise<readonly LimitState[]> {
    const claims = rules.map((rule) => ({ rule, amount: 0 }));
    const reply = await this.#ask({ id: "", tenant, claims, nowMs, holdMs: 0 }, false);
    return this.#states(tenant, claims, reply.slice(1), nowMs);
  }

  async raise(tenant: string, rule: LimitRule, usedNanos: number, nowMs: number): Promise<void> {
    if (!isSeeded(rule)) return;
    const keys = limitKeys(tenant);
    const args = [String(Math.floor(nowMs)), String(wholeCount(usedNanos, 0)), String(slidingMs(rule))];
    await this.#commands.limitsRaise(3, keys.holds, keys.lapses, keys.counter(rule), ...args);
  }

  async releaseHeld(tenant: string, uses: readonly HeldUse[], nowMs: number): Promise<void> {
    const { holds, lapses } = limitKeys(tenant);
    const calls: Promise<unknown>[] = [];
    for (let from = 0; from < uses.length; from += USES_A_CALL) {
      const args = uses.slice(from, from + USES_A_CALL).flatMap(useArgs);
      calls.push(this.#commands.limitsRelease(2, holds, lapses, String(Math.floor(nowMs)), ...args));
    }
    await Promise.all(calls);
  }

  /** Asks once; when money counters are not there, a second time with what was spent before. */
  async #ask(options: ReserveOptions, take: boolean): Promise<number[]> {
    const { tenant, claims } = options;
    const seeds: string[] = claims.map(({ rule }) =>
      this.#loads !== undefined && isSeeded(rule) ? UNLOADED : NO_SEED,
    );
    const reply = await this.#call(options, take, seeds);
    if (reply[0] !== -1) return reply;
    const missing = reply.slice(1);
    const periods = missing.map((i) => seedPeriods((claims[i] as Claim).rule, options.nowMs));
    const spent = (await this.#loads?.load(tenant, periods.flat())) ?? [];
    // Whatever vanished meanwhile is not worth another round.
    seeds.forEach((seed, i) => {
      if (seed === UNLOADED) seeds[i] = NOT_TO_BE_HAD;
    });
    let at = 0;
    missing.forEach((i, place) => {
      const known = spent.slice(at, at + (periods[place]?.length ?? 0));
      at += known.length;
      const [now, before = 0] = known;
      if (now !== undefined && !known.includes(undefined)) seeds[i] = `${now},${before}`;
    });
    return this.#call(options, take, seeds);
  }

  async #call(options: ReserveOptions, take: boolean, seeds: readonly string[]): Promise<number[]> {
    const { id, tenant, claims, nowMs } = options;
    const holdMs = heldMs(options.holdMs);
    const keys = limitKeys(tenant);
    const names = [keys.holds, keys.lapses, keys.id(id)];
    const args = [id, String(Math.floor(nowMs)), String(holdMs), take ? "1" : "0", ""];
    let longestMs = 0;
    for (let i = 0; i < claims.length; i += 1) {
      const { rule, amount } = claims[i] as Claim;
      const ttlMs = counterTtlMs(rule, nowMs, holdMs);
      longestMs = Math.max(longestMs, ttlMs);
      names.push(keys.counter(rule));
      args.push(
        kindOf(rule),
        String(slidingMs(rule)),
        String(ttlMs),
        String(wholeCount(amount, MAX_COUNT)),
        String(wholeCount(Math.floor(rule.limit), 0)),
        rule.hard ? "1" : "0",
        seeds[i] as string,
      );
    }
    // Longer than any counter: what is given up must still be found as long as it is counted.
    args[4] = String(longestMs + holdMs);
    return (await this.#commands.limitsReserve(names.length, ...names, ...args)) as number[];
  }

  /** Four numbers for each claim: what is counted, and whether that began without the database. */
  #states(tenant: string, claims: readonly Claim[], reply: readonly number[], nowMs: number): LimitState[] {
    return claims.map(({ rule, amount }, i) => {
      const [cur = 0, prev = 0, bucket = 0, unsure = 0] = reply.slice(4 * i, 4 * i + 4);
      if (this.#loads !== undefined && isSeeded(rule)) this.#recheck(tenant, rule, unsure === 1, nowMs);
      const count: Count = { cur, prev, bucket };
      return stateOf(rule, count, wholeCount(amount, MAX_COUNT), nowMs);
    });
  }

  #recheck(tenant: string, rule: LimitRule, unsure: boolean, nowMs: number): void {
    const [period = rule] = seedPeriods(rule, nowMs);
    this.#loads?.recheck(tenant, period, nowMs, unsure, (spent) => {
      // The next request tries again.
      this.raise(tenant, rule, spent, nowMs).catch(() => {});
    });
  }
}

function useArgs({ id, usedNanos, usedTokens, usedParts = {}, usedNanosPerCounter = {} }: HeldUse): string[] {
  const named = Object.entries(usedNanosPerCounter);
  const told = (used: number | undefined): string => (used === undefined ? "" : String(wholeCount(used, 0)));
  return [
    id,
    String(wholeCount(usedNanos, 0)),
    told(usedTokens),
    ...PARTS.map((part) => told(usedParts[part])),
    String(named.length),
    ...named.flatMap(([counter, nanos]) => [nameInKey(counter), String(wholeCount(nanos, 0))]),
  ];
}
