import type { HeldReservations, HeldUse } from "./held-use.ts";
import type {
  Claim,
  LimitEngine,
  LimitRule,
  LimitState,
  ReserveOptions,
  Settlement,
  SpentBefore,
  Verdict,
} from "./limit-engine.ts";
import { addLate, firstRefused, giveBack, takeAll, useOf } from "./local-claims.ts";
import { type LocalCounter, LocalCounters } from "./local-counters.ts";
import { holdId, LocalHolds } from "./local-holds.ts";
import { RECHECK_MS, SpentLoads } from "./spent-loads.ts";
import { heldMs, isCorrected, isSeeded, MAX_COUNT, seedPeriods, slidingMs, stateOf, wholeCount } from "./windows.ts";

export interface LocalLimitOptions {
  /** Asked once for each money counter that is seeded; without it they begin at nought. */
  readonly spentBefore?: SpentBefore | undefined;
  /** Counters kept; more only while requests hold them. */
  readonly maxCounters?: number | undefined;
}

const MAX_COUNTERS = 100_000;

/** Limits counted in this process. Answers without waiting, except for a money counter that it has never seen. */
export class LocalLimitEngine implements LimitEngine, HeldReservations {
  readonly #counters: LocalCounters;
  readonly #holds = new LocalHolds();
  readonly #loads: SpentLoads | undefined;

  constructor({ spentBefore, maxCounters = MAX_COUNTERS }: LocalLimitOptions = {}) {
    this.#counters = new LocalCounters(maxCounters);
    this.#loads = spentBefore === undefined ? undefined : new SpentLoads(spentBefore);
  }

  /** How many counters and running reservations are kept. */
  get size(): { readonly counters: number; readonly holds: number } {
    return { counters: this.#counters.size, holds: this.#holds.running };
  }

  reserve(options: ReserveOptions): Verdict | Promise<Verdict> {
    const { tenant, claims, nowMs } = options;
    const unseeded = this.#unseeded(tenant, claims);
    if (unseeded === undefined) return this.#reserveNow(options);
    return this.#seed(tenant, unseeded, nowMs).then(() => this.#reserveNow(options));
  }

  settle({ id, tenant, claims, used, nowMs }: Settlement): void {
    const key = holdId(tenant, id);
    const hold = this.#holds.take(key);
    if (hold === undefined && this.#holds.isSettled(key)) return;
    const lapsed = hold === undefined ? this.#holds.takeLapsed(key) : undefined;
    this.#holds.markSettled(key);
    if (hold !== undefined) giveBack(hold, (_rule, reserved, i) => wholeCount(used[i], reserved));
    else if (lapsed !== undefined) addLate(lapsed, (_rule, i) => used[i], nowMs);
    else this.#addUnknown(tenant, claims, used, nowMs);
  }

  async read(tenant: string, rules: readonly LimitRule[], nowMs: number): Promise<readonly LimitState[]> {
    const unseeded = this.#unseeded(
      tenant,
      rules.map((rule) => ({ rule, amount: 0 })),
    );
    if (unseeded !== undefined) await this.#seed(tenant, unseeded, nowMs);
    this.#lapse(nowMs);
    const states = rules.map((rule) => stateOf(rule, this.#counters.of(tenant, rule), 0, nowMs));
    this.#counters.trim();
    return states;
  }

  async raise(tenant: string, rule: LimitRule, usedNanos: number, nowMs: number): Promise<void> {
    const counter = isSeeded(rule) ? this.#counters.find(tenant, rule) : undefined;
    if (counter === undefined || (this.#loads !== undefined && counter.since === undefined)) return;
    if (counter.isElsewhere(slidingMs(rule), nowMs)) return;
    const nanos = wholeCount(usedNanos, 0);
    counter.unsure = false;
    if (nanos <= counter.cur) return;
    counter.cur = nanos;
    counter.since = nowMs;
  }

  async releaseHeld(tenant: string, uses: readonly HeldUse[], nowMs: number): Promise<void> {
    for (const use of uses) {
      const key = holdId(tenant, use.id);
      const hold = this.#holds.take(key);
      const lapsed = hold === undefined ? this.#holds.takeLapsed(key) : undefined;
      if (hold === undefined && lapsed === undefined) continue;
      this.#holds.markSettled(key);
      if (hold !== undefined) giveBack(hold, (rule, reserved) => wholeCount(useOf(use, rule), reserved));
      else if (lapsed !== undefined) addLate(lapsed, (rule) => useOf(use, rule), nowMs);
    }
  }

  /** Money counters of which it is not known what was spent before; undefined: none. */
  #unseeded(tenant: string, claims: readonly Claim[]): LimitRule[] | undefined {
    if (this.#loads === undefined) return undefined;
    let unseeded: LimitRule[] | undefined;
    for (const { rule } of claims) {
      if (!isSeeded(rule) || this.#counters.find(tenant, rule)?.since !== undefined) continue;
      unseeded ??= [];
      unseeded.push(rule);
    }
    return unseeded;
  }

  async #seed(tenant: string, rules: readonly LimitRule[], nowMs: number): Promise<void> {
    const periods = rules.map((rule) => seedPeriods(rule, nowMs));
    const spent = (await this.#loads?.load(tenant, periods.flat())) ?? [];
    let at = 0;
    rules.forEach((rule, i) => {
      const [now, before] = spent.slice(at, at + (periods[i]?.length ?? 0));
      at += periods[i]?.length ?? 0;
      const counter = this.#counters.of(tenant, rule);
      if (counter.since === undefined) counter.seed({ now, before }, slidingMs(rule), nowMs);
    });
  }

  #reserveNow({ id, tenant, claims, nowMs, holdMs }: ReserveOptions): Verdict {
    this.#lapse(nowMs);
    const counters = claims.map(({ rule }) => this.#counters.of(tenant, rule));
    const key = holdId(tenant, id);
    // A repeat, or a request that ended before it could reserve: it holds what it holds.
    const isKnown = this.#holds.knows(key);
    const refused = isKnown ? undefined : firstRefused(claims, counters, nowMs);
    if (refused === undefined && !isKnown)
      this.#holds.put(key, takeAll(claims, counters, nowMs, nowMs + heldMs(holdMs)));
    const states = claims.map(({ rule, amount }, i) => {
      const counter = counters[i] as LocalCounter;
      if (counter.since !== undefined) this.#recheck(tenant, rule, counter, nowMs);
      return stateOf(rule, counter, wholeCount(amount, MAX_COUNT), nowMs);
    });
    this.#counters.trim();
    return refused === undefined ? { granted: true, states } : { granted: false, refused, states };
  }

  /** What a request of another process used, or one that is forgotten: counts unless the database told already. */
  #addUnknown(tenant: string, claims: readonly Claim[], used: readonly number[], nowMs: number): void {
    claims.forEach(({ rule }, i) => {
      if (!isCorrected(rule)) return;
      const seeded = this.#loads !== undefined && isSeeded(rule);
      const counter = seeded ? this.#counters.find(tenant, rule) : this.#counters.of(tenant, rule);
      if (counter === undefined || (seeded && counter.since === undefined)) return;
      if (counter.since === undefined || nowMs >= counter.since) {
        counter.add(wholeCount(used[i], 0), slidingMs(rule), nowMs);
      }
    });
    this.#counters.trim();
  }

  #lapse(nowMs: number): void {
    this.#holds.lapse(nowMs, (hold) => giveBack(hold, () => 0));
  }

  #recheck(tenant: string, rule: LimitRule, counter: LocalCounter, nowMs: number): void {
    if (!counter.unsure && Math.abs(nowMs - counter.checkedAtMs) < RECHECK_MS) return;
    counter.checkedAtMs = nowMs;
    const [period = rule] = seedPeriods(rule, nowMs);
    this.#loads?.recheck(tenant, period, nowMs, counter.unsure, (spent) => void this.raise(tenant, rule, spent, nowMs));
  }
}
