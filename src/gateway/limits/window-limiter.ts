import { LRUCache } from "lru-cache";
import { fail } from "../../errors/gateway-error.ts";
import type { CallerKey } from "../caller.ts";
import type { Grant, Limiter } from "./limiter.ts";

export interface LimitDefaults {
  readonly rpm: number;
  readonly tpm: number;
}

const WINDOW_MS = 60_000;
const MAX_KEYS = 100_000;

/** Counts of one key: the running minute and the one before, so that the limit slides instead of doubling at the turn. */
class Counts {
  minute = 0;
  requests = 0;
  tokens = 0;
  lastRequests = 0;
  lastTokens = 0;
  running = 0;

  turnTo(minute: number): void {
    if (minute === this.minute) return;
    const adjacent = minute === this.minute + 1;
    this.lastRequests = adjacent ? this.requests : 0;
    this.lastTokens = adjacent ? this.tokens : 0;
    this.requests = 0;
    this.tokens = 0;
    this.minute = minute;
  }
}

/**
 * Requests and tokens a minute and requests in parallel for each key, counted in this process over a sliding minute.
 * Tokens are reserved by estimate and settled by use.
 */
export class WindowLimiter implements Limiter {
  readonly #counts = new LRUCache<string, Counts>({ max: MAX_KEYS });
  readonly #defaults: LimitDefaults;

  constructor(defaults: LimitDefaults) {
    this.#defaults = defaults;
  }

  reserve(caller: CallerKey, tokensEstimate: number, nowMs: number): Grant {
    const counts = this.#countsOf(caller.keyId);
    const minute = Math.floor(nowMs / WINDOW_MS);
    counts.turnTo(minute);
    const resetAtSeconds = ((minute + 1) * WINDOW_MS) / 1000;
    const weight = 1 - (nowMs % WINDOW_MS) / WINDOW_MS;
    const rpm = caller.rateLimits?.rpm ?? this.#defaults.rpm;
    const tpm = caller.rateLimits?.tpm ?? this.#defaults.tpm;
    const requests = counts.requests + Math.floor(counts.lastRequests * weight);
    const tokens = counts.tokens + Math.floor(counts.lastTokens * weight);
    const parallel = caller.rateLimits?.parallel;
    if (requests + 1 > rpm) throw refused("requests a minute", rpm, resetAtSeconds, nowMs);
    if (tokens + tokensEstimate > tpm) throw refused("tokens a minute", tpm, resetAtSeconds, nowMs);
    if (parallel !== undefined && counts.running >= parallel) {
      throw refused("requests in parallel", parallel, Math.ceil(nowMs / 1000) + 1, nowMs);
    }
    counts.requests += 1;
    counts.tokens += tokensEstimate;
    counts.running += 1;
    return new WindowGrant(counts, tokensEstimate, {
      rpm,
      tpm,
      requestsLeft: rpm - requests - 1,
      tokensLeft: Math.max(0, tpm - tokens - tokensEstimate),
      resetAtSeconds,
    });
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

interface Figures {
  readonly rpm: number;
  readonly tpm: number;
  readonly requestsLeft: number;
  readonly tokensLeft: number;
  readonly resetAtSeconds: number;
}

class WindowGrant implements Grant {
  readonly headers: readonly string[];
  readonly #counts: Counts;
  readonly #reserved: number;
  readonly #minute: number;
  #settled = false;

  constructor(counts: Counts, reserved: number, figures: Figures) {
    this.#counts = counts;
    this.#reserved = reserved;
    this.#minute = counts.minute;
    this.headers = headersOf(figures);
  }

  settle(tokensUsed: number): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#counts.running -= 1;
    if (this.#counts.minute === this.#minute) this.#counts.tokens += tokensUsed - this.#reserved;
    else if (this.#counts.minute === this.#minute + 1) this.#counts.lastTokens += tokensUsed - this.#reserved;
  }
}

/** The bucket with the smaller share left is the binding one. */
function headersOf(figures: Figures): string[] {
  const { rpm, tpm, requestsLeft, tokensLeft } = figures;
  const reset = String(figures.resetAtSeconds);
  const requestsBind = requestsLeft / rpm <= tokensLeft / tpm;
  return [
    "x-ratelimit-limit", String(requestsBind ? rpm : tpm),
    "x-ratelimit-remaining", String(requestsBind ? requestsLeft : tokensLeft),
    "x-ratelimit-reset", reset,
    "x-ratelimit-limit-requests", String(rpm),
    "x-ratelimit-remaining-requests", String(requestsLeft),
    "x-ratelimit-reset-requests", reset,
    "x-ratelimit-limit-tokens", String(tpm),
    "x-ratelimit-remaining-tokens", String(tokensLeft),
    "x-ratelimit-reset-tokens", reset,
  ];
}

function refused(what: string, limit: number, resetAtSeconds: number, nowMs: number): Error {
  const retryAfterSeconds = Math.max(1, Math.ceil(resetAtSeconds - nowMs / 1000));
  return fail("rate_limit_exceeded", {
    message: `This key's limit of ${limit} ${what} is reached. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
    details: { limit, kind: what },
  });
}
