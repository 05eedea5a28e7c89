import type { Claim } from "../limit-engine.ts";
import { isCorrected, isRunning, slidingMs, usedAt, windowName } from "../windows.ts";

interface Made {
  readonly claims: readonly Claim[];
  /** Of each claim, the bucket in which it was counted. */
  readonly buckets: readonly number[];
  readonly expiresAtMs: number;
  state: "held" | "lapsed" | "settled";
  used: readonly number[];
}

/**
 * What limits should do, told as plainly as possible: it keeps every reservation and adds all of them up for each
 * question. Of one tenant, without seeds.
 */
export class LimitModel {
  readonly #made = new Map<string, Made>();

  /** Whether it should be granted; counts it if so. */
  reserve(id: string, claims: readonly Claim[], nowMs: number, holdMs: number): boolean {
    this.lapse(nowMs);
    if (this.#made.has(id)) return true;
    const wanted = new Map<string, number>();
    for (const { rule, amount } of claims) {
      const key = rule.counter + windowName(rule.window);
      const sum = (wanted.get(key) ?? 0) + amount;
      if (rule.hard && amount > 0 && this.used({ rule, amount }, nowMs) + sum > rule.limit) return false;
      wanted.set(key, sum);
    }
    const buckets = claims.map((claim) => Math.max(this.#bucket(claim), bucketOf(claim, nowMs)));
    this.#made.set(id, { claims, buckets, expiresAtMs: nowMs + holdMs, state: "held", used: [] });
    return true;
  }

  settle(id: string, claims: readonly Claim[], used: readonly number[], nowMs: number): void {
    const made = this.#made.get(id);
    if (made?.state === "settled") return;
    if (made !== undefined) {
      made.state = "settled";
      made.used = used;
      return;
    }
    // Unknown: as if it had been reserved now, without the request itself.
    const buckets = claims.map((claim) => {
      return isCorrected(claim.rule) ? Math.max(this.#bucket(claim), bucketOf(claim, nowMs)) : Number.NaN;
    });
    this.#made.set(id, { claims, buckets, expiresAtMs: nowMs, state: "settled", used });
  }

  /** What the database's record says of a request that nobody settled. */
  release(id: string, usedNanos: number, usedTokens: number): void {
    const made = this.#made.get(id);
    if (made === undefined || made.state === "settled") return;
    made.state = "settled";
    made.used = made.claims.map(({ rule: { measure } }) =>
      measure === "tokens" || measure === "audio_ms" ? usedTokens : usedNanos,
    );
  }

  lapse(nowMs: number): void {
    for (const made of this.#made.values()) {
      if (made.state === "held" && made.expiresAtMs <= nowMs) made.state = "lapsed";
    }
  }

  used(claim: Claim, nowMs: number): number {
    const bucket = this.#bucket(claim);
    const cur = this.#sum(claim, bucket);
    const prev = this.#sum(claim, bucket - 1);
    return usedAt({ bucket, cur, prev }, slidingMs(claim.rule), nowMs);
  }

  /** The latest bucket in which anything was counted. */
  #bucket(claim: Claim): number {
    let bucket = 0;
    this.#each(claim, (_made, _i, at) => {
      if (at > bucket) bucket = at;
    });
    return bucket;
  }

  #sum(claim: Claim, bucket: number): number {
    let sum = 0;
    this.#each(claim, (made, i, at) => {
      if (at === bucket) sum += counted(made, i);
    });
    return sum;
  }

  #each({ rule }: Claim, each: (made: Made, i: number, bucket: number) => void): void {
    const window = windowName(rule.window);
    for (const made of this.#made.values()) {
      made.claims.forEach((claim, i) => {
        if (claim.rule.counter !== rule.counter || windowName(claim.rule.window) !== window) return;
        each(made, i, made.buckets[i] ?? 0);
      });
    }
  }
}

function bucketOf({ rule }: Claim, nowMs: number): number {
  const ms = slidingMs(rule);
  return ms === 0 ? 0 : Math.floor(nowMs / ms);
}

function counted({ claims, state, used }: Made, i: number): number {
  const { rule, amount } = claims[i] as Claim;
  if (isRunning(rule)) return state === "held" ? amount : 0;
  if (!isCorrected(rule) || state === "held") return amount;
  return state === "settled" ? (used[i] ?? 0) : 0;
}
