import type { Usage } from "../../canonical/usage.ts";

/**
 * The record of one request: what the journal holds, the store's log row is made from, and the receipt is a view of.
 * Content of prompts and answers is never in it. Versioned, because a newer process may read an older journal.
 */
export interface RequestRecord {
  readonly v: 1;
  /** Names this record and no other; what is applied exactly once. A caller may use one request id for many requests. */
  readonly recordId: string;
  readonly requestId: string;
  /** ISO 8601, when the request arrived. */
  readonly timestamp: string;
  readonly organizationId: string | null;
  readonly projectId: string | null;
  readonly apiKeyId: string | null;
  readonly endpoint: string;
  readonly operation: string;
  readonly stream: boolean;
  /** Status that the caller saw; 499 when the caller went away. */
  readonly status: number;
  readonly errorCode: string | null;
  readonly requestedModel: string | null;
  /** The route of a configuration that was asked for, and which version of it answered; absent: a model. */
  readonly route?: RouteRecord | undefined;
  /** Who answered; null when nobody did. */
  readonly provider: string | null;
  readonly model: string | null;
  readonly nativeModel: string | null;
  readonly finishReason: string | null;
  readonly latencyMs: number;
  /** Time in the gateway itself before the upstream call. */
  readonly overheadMs: number;
  readonly timeToFirstTokenMs: number | null;
  readonly usage: Usage;
  /** True when the upstream told no usage and it was estimated from the bytes. */
  readonly usageEstimated: boolean;
  /** Nano-dollars; null when the model has no price. */
  readonly providerCostNanos: number | null;
  readonly feeNanos: number;
  readonly totalNanos: number | null;
  readonly savingsNanos: number | null;
  /** Paid from `credits`, by the organization's `own-key`, or `none` (nothing was called). */
  readonly paidBy: "credits" | "own-key" | "none";
  readonly cached: boolean;
  readonly fallbackUsed: boolean;
  readonly attempts: readonly AttemptRecord[];
  readonly strategy: string;
  readonly candidatesEvaluated: number;
  readonly reason: string;
  readonly source: string | null;
  readonly sessionId: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  readonly warnings: readonly { readonly field: string; readonly message: string }[];
  /** What was compared; absent or null where there was no choice. */
  readonly decision?: DecisionRecord | null | undefined;
  /** Where the answer came from, when `cached`. */
  readonly cache?: CacheRecord | undefined;
  /** What guardrails found; absent: nothing. */
  readonly guardrails?: readonly ViolationRecord[] | undefined;
  /** Of the limits that the request passed, the tightest of each measure, as they stood with it. */
  readonly limits?: readonly LimitRecord[] | undefined;
}

export interface RouteRecord {
  readonly project: string;
  readonly route: string;
  readonly configId: string;
  readonly version: number;
  /** Nano-dollars of the total that came of input, fee included; absent where the cost is not known. */
  readonly inputNanos?: number | undefined;
}

export interface CacheRecord {
  readonly kind: "exact" | "semantic";
  /** Cosine of the two questions; absent for the same question. */
  readonly similarity?: number | undefined;
  readonly ageMs: number;
  /** What the answer had cost, in nano-dollars; null where that is not known. */
  readonly savedNanos: number | null;
  /** What it had used, input and output. */
  readonly savedTokens: number;
}

export interface ViolationRecord {
  readonly guardrail: string;
  readonly type: string;
  readonly where: "input" | "output";
  readonly behavior: string;
  readonly count: number;
  /** Such as `messages[0].content`; never what stood there. */
  readonly path: string | null;
}

export interface LimitRecord {
  readonly scope: string;
  readonly measure: string;
  /** Requests, tokens or nano-dollars. */
  readonly limit: number;
  readonly used: number;
}

/** A routing decision, bounded: the best candidates, and why the others were not taken. */
export interface DecisionRecord {
  /** Best first. */
  readonly candidates: readonly {
    /** `provider/model`. */
    readonly model: string;
    /** Expected. */
    readonly costNanos: number | null;
    readonly latencyMs: number | null;
    /** Predicted for the prompt under `auto`, else the catalogue's. */
    readonly quality: number | null;
    readonly uptime: number;
    readonly circuit: "closed" | "open" | "half-open";
  }[];
  /** How many were not taken, by machine word. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Kind and difficulty (0..1) of the prompt, under `auto`. */
  readonly category: string | null;
  readonly difficulty: number | null;
  /** The quality that was asked for. */
  readonly threshold: number | null;
}

export interface AttemptRecord {
  readonly provider: string;
  readonly model: string;
  /** Upstream's HTTP status; null when none came. */
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly latencyMs: number;
}
