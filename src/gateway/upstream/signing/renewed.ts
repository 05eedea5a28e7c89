import { SigningError } from "./signer.ts";

/** Something that is good for a while, such as an access token. */
export interface Expiring<T> {
  readonly value: T;
  /** Milliseconds since 1970; infinite when it does not expire. */
  readonly expiresAtMs: number;
}

interface Held<T> extends Expiring<T> {
  /** From then on a new one is fetched while this one is still used. */
  readonly renewAtMs: number;
  /** From then on it might expire on its way to the provider. */
  readonly unusableAtMs: number;
}

/** Five minutes is when vendors' own libraries renew; they hand out the old token when asked earlier. */
const RENEW_AHEAD_MS = 4 * 60_000;
const MARGIN_MS = 30_000;
/** No request waits longer for its authorisation. */
const DEADLINE_MS = 15_000;
/** A refused credential stays refused; asking for every request would get it locked. */
const HOLD_MS = { credential: 10_000, server: 1_000 } as const;

/**
 * Keeps the newest of something that expires: fetched when first asked for, renewed ahead of time, one fetch at once.
 * Answers without waiting while it holds a good one. A failure is repeated for a moment instead of tried again.
 */
export class Renewed<T> {
  readonly #fetch: () => Promise<Expiring<T>>;
  readonly #now: () => number;
  #held: Held<T> | undefined;
  #pending: Promise<T> | undefined;
  #failed: { readonly error: SigningError; readonly untilMs: number } | undefined;

  /** `fetch` must reject with a {@link SigningError}; anything else counts as the server's failure. */
  constructor(fetch: () => Promise<Expiring<T>>, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  get(): T | Promise<T> {
    const now = this.#now();
    const held = this.#held;
    if (held !== undefined && now < held.renewAtMs) return held.value;
    const usable = held !== undefined && now < held.unusableAtMs;
    if (this.#failed !== undefined && now < this.#failed.untilMs) {
      if (usable) return held.value;
      throw this.#failed.error;
    }
    const pending = this.#pending ?? this.#renew();
    return usable ? held.value : pending;
  }

  #renew(): Promise<T> {
    const pending = this.#fetchOne().finally(() => {
      this.#pending = undefined;
    });
    this.#pending = pending;
    // Nobody may be waiting for it; whoever is sees the failure all the same.
    pending.catch(() => undefined);
    return pending;
  }

  async #fetchOne(): Promise<T> {
    try {
      const made = await withDeadline(this.#fetch());
      this.#held = held(made, this.#now());
      this.#failed = undefined;
      return made.value;
    } catch (error) {
      const known = error instanceof SigningError ? error : new SigningError("server", "The token service failed.");
      this.#failed = { error: known, untilMs: this.#now() + HOLD_MS[known.kind] };
      throw known;
    }
  }
}

async function withDeadline<T>(promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new SigningError("server", "The token service did not answer in time.")),
    DEADLINE_MS,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Short-lived things are renewed at half their life, so that they are not renewed for every request. */
function held<T>(made: Expiring<T>, now: number): Held<T> {
  const life = Math.max(0, made.expiresAtMs - now);
  return {
    ...made,
    renewAtMs: made.expiresAtMs - Math.min(RENEW_AHEAD_MS, life / 2),
    unusableAtMs: made.expiresAtMs - Math.min(MARGIN_MS, life / 4),
  };
}
