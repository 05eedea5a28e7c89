import type { Failure } from "./failure.ts";

/** What to do after a failed attempt. */
export type NextStep =
  | { readonly kind: "retry"; readonly delayMs: number }
  /** Another key of the same provider, at once. */
  | { readonly kind: "next-credential" }
  /** The first key of the same provider that somebody else pays, at once. */
  | { readonly kind: "next-payer" }
  /** Another model or provider. */
  | { readonly kind: "next-target" }
  /** Nobody else would fare better, or nobody else may be asked. */
  | { readonly kind: "stop" };

export interface RetryState {
  /** Attempts at this target that count as retries. */
  readonly retriesLeft: number;
  readonly attemptAtTarget: number;
  readonly hasNextCredential: boolean;
  /** Further keys that somebody else pays: in hybrid projects the platform's, after the organization's own. */
  readonly hasNextPayer: boolean;
  readonly hasNextTarget: boolean;
  /** True when the next target takes longer prompts than this one. */
  readonly nextHasMoreContext: boolean;
  /** False when the provider may have done already what must not be done, and paid, twice. */
  readonly mayRepeat: boolean;
  readonly random: number;
}

const BASE_DELAY_MS = 400;
const MAX_DELAY_MS = 5_000;
/** A provider that asks for a longer pause than this is not waited for while somebody else could answer. */
const MAX_RETRY_AFTER_MS = 10_000;

/**
 * The retry policy: a pure function of the failure's class and point, never of its text. A silent route is not tried
 * twice, a caller's mistake and a content filter are not tried elsewhere.
 */
export function nextStep(failure: Failure, state: RetryState): NextStep {
  if (!state.mayRepeat) return { kind: "stop" };
  switch (failure.error.kind) {
    case "bad-request":
    case "cancelled":
    case "content-filter":
      return { kind: "stop" };
    case "context-length":
      return state.nextHasMoreContext ? { kind: "next-target" } : { kind: "stop" };
    case "model-missing":
    case "timeout":
      return onward(state);
    case "credential":
    case "billing":
      return state.hasNextCredential ? { kind: "next-credential" } : onward(state);
    case "rate-limit":
      if (state.hasNextCredential) return { kind: "next-credential" };
      return retryOrOnward(failure, state);
    case "overloaded":
    case "server":
      return retryOrOnward(failure, state);
  }
}

function retryOrOnward(failure: Failure, state: RetryState): NextStep {
  if (state.retriesLeft <= 0) return onward(state);
  const asked = failure.retryAfterMs;
  if (asked !== undefined) {
    return asked > MAX_RETRY_AFTER_MS ? onward(state) : { kind: "retry", delayMs: asked };
  }
  const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** state.attemptAtTarget);
  return { kind: "retry", delayMs: Math.round(ceiling * (0.5 + state.random / 2)) };
}

function onward(state: RetryState): NextStep {
  if (state.hasNextPayer) return { kind: "next-payer" };
  return state.hasNextTarget ? { kind: "next-target" } : { kind: "stop" };
}
