/**
 * The receipt as the gateway writes it (docs/reference/receipts.md). The API's description leaves its members open, so
 * they are read with care: a gateway may be newer or older than this page.
 */
export interface Receipt {
  readonly routing?: {
    readonly strategy?: string;
    readonly candidates_evaluated?: number;
    readonly winner?: string | null;
    readonly reason?: string;
    readonly decision?: Decision | null;
  };
  readonly cache?: {
    readonly hit?: boolean;
    readonly kind?: string;
    readonly similarity?: number;
    readonly age_ms?: number;
    readonly saved_usd?: number | null;
    readonly saved_tokens?: number;
  };
  readonly execution?: {
    /** What was used beside text, by name. */
    readonly units?: Readonly<Record<string, number>>;
  };
  readonly guardrails?: readonly Violation[];
  readonly limits?: readonly Limit[];
}

export interface Decision {
  readonly candidates?: readonly Candidate[];
  /** How many were not tried, by why. */
  readonly rejected?: Readonly<Record<string, number>>;
  readonly category?: string | null;
  /** 0 to 1. */
  readonly difficulty?: number | null;
  /** The quality that was wanted, 0 to 1. */
  readonly threshold?: number | null;
}

export interface Candidate {
  readonly model: string;
  readonly expected_cost_usd?: number | null;
  readonly expected_latency_ms?: number | null;
  readonly quality?: number | null;
  readonly uptime?: number | null;
  readonly circuit?: string | null;
}

export interface Violation {
  readonly guardrail?: string;
  readonly type?: string;
  readonly where?: string;
  readonly behavior?: string;
  readonly count?: number;
  readonly path?: string | null;
}

export interface Limit {
  readonly scope?: string;
  readonly measure?: string;
  readonly limit?: number;
  readonly used?: number;
}
