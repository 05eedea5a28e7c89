import { LRUCache } from "lru-cache";
import { fail } from "../../errors/gateway-error.ts";
import type { CallerKey } from "../caller.ts";
import type { Grant, Limiter } from "./limiter.ts";

export interface LimitDefaults {
  readonly rpm: number;
  readonly tpm: number;
}

const WINDOW_MS = 60_000;
const DAY_MS = 24 * 60 * WINDOW_MS;
const MAX_KEYS = 100_000;

/**
 * Counts of one key: the running minute and the one before, so that the limit slides instead of doubling at the turn,
 * and the running day (UTC). Time never turns back: a late caller's clock would empty the present minute.
 */
class Counts {
  minute = 0;
  requests = 0;
  tokens = 0;
  lastRequests = 0;
  lastTokens = 0;
  day = 0;
  requestsToday = 0;
  running = 0;

  turnTo(nowMs: number): void {
    this.#turnToDay(Math.floor(nowMs / DAY_MS));
    const minute = Math.floor(nowMs / WINDOW_MS);
    if (minute <= this.minute) return;
    const adjacent = minute === this.minute + 1;
    this.lastRequests = adjacent ? this.requests : 0;
    this.lastTokens = adjacent ? this.tokens : 0;
    this.requests = 0;
    this.tokens = 0;
    this.minute = minute;
  }

  /** How much of the minute before still counts, from 1 down to 0. */
  weight(nowMs: number): number {
    return 1 - Math.max(0, nowMs - this.minute * WINDOW_MS) / WINDOW_MS;
  }

  #turnToDay(day: number): void {
    if (day <= this.day) return;
    this.day = day;
    this.requestsToday = 0;
  }
}

/** One limit as it stands for one request. */
interface Bucket {
  readonly what: string;
  readonly limit: number;
  /** What is left before this request. */
  readonly left: number;
  readonly resetAtSeconds: number;
}

/** The limits that a request must pass. */
interface Buckets {
  readonly minute: Bucket;
  readonly tokens: Bucket;
  readonly day: Bucket | undefined;
  readonly parallel: Bucket | undefined;
}

/**
 * Requests and tokens a minute, requests a day and requests in parallel for each key, counted in this process; the
 * minute slides. Tokens are reserved by estimate and settled by use.
 */
export class WindowLimiter implements Limiter {
  readonly #counts = new LRUCache<string, Counts>({ max: MAX_KEYS });
  readonly #defaults: LimitDefaults;

  constructor(defaults: LimitDefaults) {
    this.#defaults = defaults;
  }

  reserve(caller: CallerKey, tokensEstimate: number, nowMs: number): Grant {
    const counts = this.#countsOf(caller.keyId);
    counts.turnTo(nowMs);
    const buckets = this.#bucketsOf(counts, caller, nowMs);
    const full = firstFull(buckets, tokensEstimate);
    if (full !== undefined) throw refused(full, buckets, nowMs);
    counts.requests += 1;
    counts.requestsToday += 1;
    counts.tokens += tokensEstimate;
    counts.running += 1;
    return new WindowGrant(counts, tokensEstimate, headersAfter(buckets, tokensEstimate));
  }

  #bucketsOf(counts: Counts, { rateLimits }: CallerKey, nowMs: number): Buckets {
    const resetAtSeconds = ((counts.minute + 1) * WINDOW_MS) / 1000;
    const weight = counts.weight(nowMs);
    const rpm = rateLimits?.rpm ?? this.#defaults.rpm;
    const tpm = rateLimits?.tpm ?? this.#defaults.tpm;
    // Rounded up: a limit of one would else be exceeded as soon as the minute turns.
    const requests = counts.requests + Math.ceil(counts.lastRequests * weight);
    const tokens = counts.tokens + Math.ceil(counts.lastTokens * weight);
    return {
      minute: { what: "requests a minute", limit: rpm, left: rpm - requests, resetAtSeconds },
      tokens: { what: "tokens a minute", limit: tpm, left: tpm - tokens, resetAtSeconds },
      day: dayBucket(rateLimits?.rpd, counts),
      parallel: parallelBucket(rateLimits?.parallel, counts, nowMs),
    };
  }

  #countsOf(keyId: string): Counts {
    let counts = this.#counts.get(keyId);
    if (counts === undefined) {
      counts = new Counts();
      this.#counts.set(keyId, counts);
    }
    return counts;
  }
}

function dayBucket(limit: number | undefined, counts: Counts): Bucket | undefined {
  if (limit === undefined) return undefined;
  const resetAtSeconds = ((counts.day + 1) * DAY_MS) / 1000;
  return { what: "requests a day", limit, left: limit - counts.requestsToday, resetAtSeconds };
}

function parallelBucket(limit: number | undefined, counts: Counts, nowMs: number): Bucket | undefined {
  if (limit === undefined) return undefined;
  // When a running request ends is not known; a second is worth a try.
  const resetAtSeconds = Math.ceil(nowMs / 1000) + 1;
  return { what: "requests in parallel", limit, left: limit - counts.running, resetAtSeconds };
}

/** The day first: who has used it up need not come back in the next minute. */
function firstFull({ minute, tokens, day, parallel }: Buckets, tokensEstimate: number): Bucket | undefined {
  if (day !== undefined && day.left < 1) return day;
  if (minute.left < 1) return minute;
  if (tokens.left < tokensEstimate) return tokens;
  return parallel !== undefined && parallel.left < 1 ? parallel : undefined;
}

class WindowGrant implements Grant {
  readonly headers: readonly string[];
  readonly #counts: Counts;
  readonly #reserved: number;
  readonly #minute: number;
  #settled = false;

  constructor(counts: Counts, reserved: number, headers: readonly string[]) {
    this.#counts = counts;
    this.#reserved = reserved;
    this.#minute = counts.minute;
    this.headers = headers;
  }

  settle(tokensUsed: number): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#counts.running -= 1;
    if (this.#counts.minute === this.#minute) this.#counts.tokens += tokensUsed - this.#reserved;
    else if (this.#counts.minute === this.#minute + 1) this.#counts.lastTokens += tokensUsed - this.#reserved;
  }
}

/** The figures once the request is let in. */
function headersAfter(buckets: Buckets, tokensEstimate: number): string[] {
  const requests = less(requestsOf(buckets), 1);
  const tokens = less(buckets.tokens, tokensEstimate);
  return headersOf(tighter(requests, tokens), requests, tokens);
}

/** The bucket of requests that ends first. */
function requestsOf({ minute, day }: Buckets): Bucket {
  return day === undefined ? minute : tighter(day, minute);
}

/** The one with the smaller share left is the binding one. */
function tighter(a: Bucket, b: Bucket): Bucket {
  return a.left / a.limit <= b.left / b.limit ? a : b;
}

function less(bucket: Bucket, amount: number): Bucket {
  return { ...bucket, left: bucket.left - amount };
}

function headersOf(binding: Bucket, requests: Bucket, tokens: Bucket): string[] {
  return [
    "x-ratelimit-limit",
    String(binding.limit),
    "x-ratelimit-remaining",
    String(Math.max(0, binding.left)),
    "x-ratelimit-reset",
    String(binding.resetAtSeconds),
    "x-ratelimit-limit-requests",
    String(requests.limit),
    "x-ratelimit-remaining-requests",
    String(Math.max(0, requests.left)),
    "x-ratelimit-reset-requests",
    String(requests.resetAtSeconds),
    "x-ratelimit-limit-tokens",
    String(tokens.limit),
    "x-ratelimit-remaining-tokens",
    String(Math.max(0, tokens.left)),
    "x-ratelimit-reset-tokens",
    String(tokens.resetAtSeconds),
  ];
}

function refused(full: Bucket, buckets: Buckets, nowMs: number): Error {
  const retryAfterSeconds = Math.max(1, Math.ceil(full.resetAtSeconds - nowMs / 1000));
  const requests = full === buckets.minute ? full : requestsOf(buckets);
  return fail("rate_limit_exceeded", {
    message: `This key's limit of ${full.limit} ${full.what} is reached. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
    headers: headersOf(full, requests, buckets.tokens),
    details: { limit: full.limit, kind: full.what },
  });
}
