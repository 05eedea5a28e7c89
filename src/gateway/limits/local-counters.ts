import type { LimitRule, LimitWindow } from "./limit-engine.ts";
import { bucketAt, type Count, MAX_COUNT, usedAt } from "./windows.ts";

/** One counter of this process. */
export class LocalCounter implements Count {
  readonly tenant: string;
  readonly name: string;
  readonly window: LimitWindow;
  bucket = 0;
  cur = 0;
  prev = 0;
  /** Reservations that still hold something of it; it is kept as long as there are any. */
  holds = 0;
  /** Wanted by the request that is being checked, before anything is taken. */
  wanted = 0;
  /** Read since the last search for something to forget. */
  touched = true;
  /** Money: the time of what the database knew; undefined before anybody asked. */
  since: number | undefined = undefined;
  /** Money: counted from nought, because the database did not answer. */
  unsure = false;
  /** Money: when it was compared with the database. */
  checkedAtMs = 0;

  constructor(tenant: string, name: string, window: LimitWindow) {
    this.tenant = tenant;
    this.name = name;
    this.window = window;
  }

  used(ms: number, nowMs: number): number {
    return usedAt(this, ms, nowMs);
  }

  /** Adds what the database knew at a time, in this bucket or period and in the one before; undefined: it did not tell. */
  seed(spent: { now: number | undefined; before: number | undefined }, ms: number, nowMs: number): void {
    this.since = nowMs;
    this.unsure = spent.now === undefined || (ms > 0 && spent.before === undefined);
    this.add(spent.now ?? 0, ms, nowMs);
    if (ms > 0) this.prev = Math.min(MAX_COUNT, this.prev + (spent.before ?? 0));
  }

  /** Whether the bucket that it counts in is not that of a time. */
  isElsewhere(ms: number, nowMs: number): boolean {
    return ms > 0 && Math.floor(nowMs / ms) !== this.bucket;
  }

  /** Counts in the bucket of now. Without `turned`, which would make an object each time. */
  add(amount: number, ms: number, nowMs: number): void {
    const bucket = bucketAt(this, ms, nowMs);
    if (bucket !== this.bucket) {
      this.prev = bucket === this.bucket + 1 ? this.cur : 0;
      this.cur = 0;
      this.bucket = bucket;
    }
    this.cur = Math.min(MAX_COUNT, this.cur + amount);
  }

  /** Changes what was counted in a bucket, as long as that bucket counts. */
  correct(bucket: number, reserved: number, used: number): void {
    if (bucket === this.bucket) this.cur = corrected(this.cur, reserved, used);
    else if (bucket === this.bucket - 1) this.prev = corrected(this.prev, reserved, used);
  }
}

function corrected(count: number, reserved: number, used: number): number {
  return Math.min(MAX_COUNT, Math.max(0, count - reserved + used));
}

/** How many counters one request looks at to forget some: more than it can add, unless it has thousands of limits. */
const MAX_LOOKS = 1_000;

/** Windows of one name that are kept: the present, the one before for clocks that are late, and those of changed rules. */
const MAX_WINDOWS = 4;

/**
 * All counters of the process, up to a number. Once there are more, those forgotten first are the ones nobody asked for
 * since the last search; a counter of a running request is never forgotten, so there may be more by as many.
 *
 * Found by tenant and by the rule's own name, so that no key has to be put together for each of a request's limits.
 */
export class LocalCounters {
  readonly #tenants = new Map<string, Map<string, LocalCounter[]>>();
  /** In the order in which they are looked at when there are too many. */
  readonly #all = new Set<LocalCounter>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#all.size;
  }

  find(tenant: string, { counter, window }: LimitRule): LocalCounter | undefined {
    const named = this.#tenants.get(tenant)?.get(counter);
    if (named === undefined) return undefined;
    for (const one of named) if (isSameWindow(one.window, window)) return one;
    return undefined;
  }

  /** The counter of a rule; a new one has counted nothing. */
  of(tenant: string, rule: LimitRule): LocalCounter {
    const counter = this.find(tenant, rule) ?? this.#make(tenant, rule);
    counter.touched = true;
    return counter;
  }

  /** Forgets down to the bound. Not while a request is being checked: it has counters in hand. */
  trim(): void {
    if (this.#all.size <= this.#max) return;
    let looks = MAX_LOOKS;
    for (const counter of this.#all) {
      if (this.#all.size <= this.#max || looks === 0) return;
      looks -= 1;
      this.#all.delete(counter);
      if (counter.holds === 0 && !counter.touched) {
        this.#forget(counter);
      } else {
        counter.touched = false;
        this.#all.add(counter);
      }
    }
  }

  #make(tenant: string, { counter: name, window }: LimitRule): LocalCounter {
    const counter = new LocalCounter(tenant, name, window);
    let counters = this.#tenants.get(tenant);
    if (counters === undefined) {
      counters = new Map();
      this.#tenants.set(tenant, counters);
    }
    const named = counters.get(name);
    if (named === undefined) counters.set(name, [counter]);
    else named.push(counter);
    this.#all.add(counter);
    if (named !== undefined && named.length > MAX_WINDOWS) this.#forgetEnded(named);
    return counter;
  }

  /** Of a name's periods, only the last few can still be asked for. */
  #forgetEnded(named: readonly LocalCounter[]): void {
    for (const counter of named.slice(0, -MAX_WINDOWS)) {
      if (counter.holds > 0) continue;
      this.#all.delete(counter);
      this.#forget(counter);
    }
  }

  #forget(counter: LocalCounter): void {
    const counters = this.#tenants.get(counter.tenant);
    const left = counters?.get(counter.name)?.filter((other) => other !== counter) ?? [];
    if (left.length > 0) counters?.set(counter.name, left);
    else counters?.delete(counter.name);
    if (counters?.size === 0) this.#tenants.delete(counter.tenant);
  }
}

function isSameWindow(a: LimitWindow, b: LimitWindow): boolean {
  if (a === b) return true;
  if (a.kind === "period") return b.kind === "period" && a.startMs === b.startMs && a.endMs === b.endMs;
  return a.kind === b.kind && (a.kind === "running" || (b.kind === "sliding" && a.ms === b.ms));
}
