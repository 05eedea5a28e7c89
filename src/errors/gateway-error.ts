import { CODES, type ErrorCode } from "./codes.ts";

/** What a failure carries besides its code. What is not said to be for the log reaches the caller. */
export interface FailureFacts {
  /** Public sentence; replaces the table's. */
  readonly message?: string;
  /** Path of the offending field, such as `messages[0].content`. */
  readonly param?: string;
  /** Structured public facts, such as the attempts made. */
  readonly details?: unknown;
  /** Status to answer with instead of the table's: only for a provider's genuine client error. */
  readonly status?: number;
  /** Provider's own error code or type, passed on with its status. */
  readonly upstreamCode?: string | undefined;
  readonly upstreamType?: string | undefined;
  readonly retryAfterSeconds?: number;
  /** Headers that the answer carries, as a flat list of names and values. */
  readonly headers?: readonly string[];
  /** For the log only. */
  readonly internal?: string;
  readonly cause?: unknown;
}

const BRAND = Symbol.for("llm-gateway.error");

/** The only error class that reaches a renderer. Made by {@link fail}. */
export class GatewayError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly status: number;
  readonly param: string | undefined;
  readonly details: unknown;
  readonly upstreamCode: string | undefined;
  readonly upstreamType: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly headers: readonly string[] | undefined;
  readonly internal: string | undefined;

  constructor(code: ErrorCode, facts: FailureFacts) {
    super(facts.message ?? CODES[code].message, { cause: facts.cause });
    this.name = "GatewayError";
    this.code = code;
    this.status = facts.status ?? CODES[code].status;
    this.param = facts.param;
    this.details = facts.details;
    this.upstreamCode = facts.upstreamCode;
    this.upstreamType = facts.upstreamType;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.headers = facts.headers;
    this.internal = facts.internal;
  }
}

/** Makes the error of one code; the caller throws it: `throw fail("model_not_found", { message })`. */
export function fail(code: ErrorCode, facts: FailureFacts = {}): GatewayError {
  return new GatewayError(code, facts);
}

/** True for our own errors, also across duplicate copies of this module. */
export function isGatewayError(value: unknown): value is GatewayError {
  return typeof value === "object" && value !== null && BRAND in value;
}

/** Any thrown value as a GatewayError; what is not ours becomes `internal` with the cause kept for the log. */
export function toGatewayError(value: unknown): GatewayError {
  if (isGatewayError(value)) return value;
  const internal = value instanceof Error ? value.message : String(value);
  return fail("internal", { cause: value, internal });
}
