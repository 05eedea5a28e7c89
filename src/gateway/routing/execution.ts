/** What is done with a stream that breaks, or may break, after it has begun. */
export type Recovery =
  /** It ends with an error in the caller's wire. */
  | "off"
  /** The beginning is kept back a moment, so that early failures fall back unseen. */
  | "hold"
  /** Another candidate answers anew; if it says the same so far, its rest is passed on, else the stream ends in error. */
  | "splice"
  /** A candidate that can continue a given beginning is given what was delivered. */
  | "prefill"
  /** Nothing is delivered before all is there. */
  | "buffer";

export const RECOVERIES: readonly Recovery[] = ["off", "hold", "splice", "prefill", "buffer"];

/** Longest waits, in milliseconds. */
export interface Deadlines {
  /** From the request to the upstream's response headers. */
  readonly headersMs: number;
  /** From the request to the first meaningful event of a stream. */
  readonly firstTokenMs: number;
  /** The same while another candidate is left to ask and the model does not reason. */
  readonly firstTokenPatienceMs: number;
  /** Between two pieces of an answer. */
  readonly idleMs: number;
  /** From the caller's request to the end, all attempts together. */
  readonly totalMs: number;
}

/** How a request's attempts are made. */
export interface Execution {
  readonly recovery: Recovery;
  /** With `hold`: how long and how much (characters of frames) is kept back. */
  readonly holdMs: number;
  readonly holdChars: number;
  readonly deadlines: Deadlines;
  /** Retries at each target. */
  readonly retries: number;
  /** After so long without an answer the next candidate is asked too; undefined: never. */
  readonly hedgeAfterMs: number | undefined;
}
