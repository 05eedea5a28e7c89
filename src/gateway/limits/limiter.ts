import type { CallerKey } from "../caller.ts";

/** What a request was let in with; the binding bucket's figures go into the `x-ratelimit-*` headers. */
export interface Grant {
  /** Flat list of header names and values. */
  readonly headers: readonly string[];
  /** Corrects the reservation once the tokens used are known. Must be called exactly once. */
  settle(tokensUsed: number): void;
}

/** Admits or refuses a request; throws `rate_limit_exceeded`. A refused request consumes nothing. */
export interface Limiter {
  reserve(caller: CallerKey, tokensEstimate: number, nowMs: number): Grant;
}
