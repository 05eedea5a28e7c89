/** What the API refused, or that it did not answer at all. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** From the API's own table of codes, or `unreachable`. */
  readonly code: string;
  /** The field that is wrong, where one is. */
  readonly param: string | null;
  readonly retryAfterSeconds: number | null;
  /** Names the call in the gateway's log. */
  readonly requestId: string | null;

  constructor(facts: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly param?: string | null;
    readonly retryAfterSeconds?: number | null;
    readonly requestId?: string | null;
  }) {
    super(facts.message);
    this.name = "ApiError";
    this.status = facts.status;
    this.code = facts.code;
    this.param = facts.param ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
    this.requestId = facts.requestId ?? null;
  }
}

/** True for a refusal with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof ApiError && codes.includes(error.code);
}

/** A failure that may be gone at the next try: no answer, or one of the gateway's own failures. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** The sentence that is shown for anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== "" ? error.message : "Something unexpected happened.";
}
