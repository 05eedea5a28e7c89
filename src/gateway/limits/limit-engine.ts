/** What is known of a part of a request's use once it has ended. */
export type PartMeasure = "input_tokens" | "output_tokens" | "input_nanos" | "output_nanos" | "audio_ms";

/**
 * What a limit counts. `running` are requests that have not ended; `nanos` is money; `input_nanos` and `output_nanos`
 * are its two parts; `audio_ms` is sound that was heard.
 */
export type Measure = "requests" | "tokens" | "nanos" | "running" | PartMeasure;

export type LimitScope = "ip" | "key" | "project" | "organization" | "tag" | "route" | "credits" | "provider";

/** Which time a counter covers. */
export type LimitWindow =
  /** The last `ms`, sliding. */
  | { readonly kind: "sliding"; readonly ms: number }
  /** From `startMs` until `endMs` (Infinity: for good). A counter whose window has ended begins at zero. */
  | { readonly kind: "period"; readonly startMs: number; readonly endMs: number }
  /** Now. */
  | { readonly kind: "running" };

/** One limit that a request must pass. */
export interface LimitRule {
  /** Names the counter among all of the tenant's, such as `key:key_1:rpm` or `spend:organization:org_1:day`. */
  readonly counter: string;
  readonly scope: LimitScope;
  /** The object's id; of a tag `name=value`; of an IP the address. */
  readonly scopeId: string;
  readonly measure: Measure;
  readonly window: LimitWindow;
  /** Whole number: requests, tokens, nano-dollars or milliseconds. */
  readonly limit: number;
  /** False: counted and told, never a reason to refuse. */
  readonly hard: boolean;
  /** Each key has a counter of its own. */
  readonly perKey?: boolean | undefined;
  /** The budget's id, for messages. */
  readonly budgetId?: string | undefined;
}

/** What a request takes of one limit. */
export interface Claim {
  readonly rule: LimitRule;
  /** What is reserved: the most that may be used. */
  readonly amount: number;
}

/** How a limit stands. */
export interface LimitState {
  readonly rule: LimitRule;
  /** Settled and reserved together. */
  readonly used: number;
  /** When something becomes free again: the end of the period, or when the sliding window has room. Unix ms. */
  readonly resetAtMs: number;
}

/** The answer to a reservation. */
export type Verdict =
  /** All claims were taken; `states` are those after it, in the order of the claims. */
  | { readonly granted: true; readonly states: readonly LimitState[] }
  /** Nothing was taken. `refused` is the first claim that did not fit; `states` are as they stand. */
  | { readonly granted: false; readonly refused: Claim; readonly states: readonly LimitState[] };

export interface ReserveOptions {
  /** Names the reservation; the request's record id. */
  readonly id: string;
  /** Counters of one tenant live together; never shared between two. */
  readonly tenant: string;
  readonly claims: readonly Claim[];
  readonly nowMs: number;
  /** After this the reservation of a process that died is given up. */
  readonly holdMs: number;
}

/** What a request used in the end, of each claim; requests are not corrected. */
export interface Settlement {
  readonly id: string;
  readonly tenant: string;
  readonly claims: readonly Claim[];
  /** In the order of the claims. */
  readonly used: readonly number[];
  readonly nowMs: number;
}

/**
 * Counts against many limits at once: all or nothing. One behaviour in a process and in shared state. A reservation that
 * can be answered without waiting is.
 */
export interface LimitEngine {
  reserve(options: ReserveOptions): Verdict | Promise<Verdict>;
  /** Replaces what was reserved by what was used, once, however often it is called. Never throws or rejects. */
  settle(settlement: Settlement): void | Promise<void>;
  /** How limits stand, without taking anything. */
  read(tenant: string, rules: readonly LimitRule[], nowMs: number): Promise<readonly LimitState[]>;
  /**
   * Raises a money counter to at least `usedNanos`, when the database knows of more than the counter does; no effect
   * on counters of another window, or unknown ones.
   */
  raise(tenant: string, rule: LimitRule, usedNanos: number, nowMs: number): Promise<void>;
}

/** What was spent in the periods of money counters before anybody counted; from the database. Only asked for periods. */
export type SpentBefore = (tenant: string, rules: readonly LimitRule[]) => Promise<readonly number[]>;
