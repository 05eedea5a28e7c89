import type { PartMeasure } from "./limit-engine.ts";

/** What a request of the database's records used, for the reservation that it may still hold. */
export interface HeldUse {
  /** The reservation: the request's record id. */
  readonly id: string;
  /** Nano-dollars for each of its money counters that is not named in `usedNanosPerCounter`. */
  readonly usedNanos: number;
  /** Nano-dollars by the counter's name ({@link LimitRule.counter}), where counters differ in what they count. */
  readonly usedNanosPerCounter?: Readonly<Record<string, number>>;
  /** Absent: what was reserved stays counted. */
  readonly usedTokens?: number;
  /** What is absent of it stays counted as it was reserved. */
  readonly usedParts?: Readonly<Partial<Record<PartMeasure, number>>>;
}

/** Where reservations are kept that outlive the process that made them. */
export interface HeldReservations {
  /**
   * Settles reservations that nobody settled: the gateway that made them died after it had journaled the request. Does
   * nothing for those that were settled or are not known. Rejects while the shared state cannot be reached.
   */
  releaseHeld(tenant: string, uses: readonly HeldUse[], nowMs: number): Promise<void>;
}
