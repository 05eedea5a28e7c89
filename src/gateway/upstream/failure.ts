import type { UpstreamError, UpstreamErrorKind } from "../../canonical/response.ts";

/** How far an attempt had come when it failed. */
export type FailurePoint =
  | "dns"
  | "connect"
  | "tls"
  /** The request went out; no response headers came. */
  | "sent-no-headers"
  /** The response headers said no. */
  | "headers"
  /** A stream opened and failed before anything meaningful. */
  | "first-event"
  | "mid-stream"
  /** The answer came and cannot be read. */
  | "decode";

/** One failed attempt. Class and point alone decide what happens next, never message text. */
export interface Failure {
  readonly at: FailurePoint;
  readonly error: UpstreamError;
  /** What the provider asked for in `retry-after` or `retry-after-ms`. */
  readonly retryAfterMs: number | undefined;
  /** HTTP status that came, if any. */
  readonly status: number | null;
}

/** True for a failure among values of other kinds. */
export function isFailureValue(value: object): value is Failure {
  return "at" in value && "error" in value;
}

/** Why an upstream call of ours was ended by ourselves. */
export class DeadlineError extends Error {
  readonly deadline: "connect" | "headers" | "first-token" | "idle" | "total";
  constructor(deadline: DeadlineError["deadline"]) {
    super(`The provider did not answer in time (${deadline}).`);
    this.deadline = deadline;
  }
}

/** The caller went away: not a failure of the provider. */
export class CallerGoneError extends Error {}

export function failureOf(
  at: FailurePoint,
  kind: UpstreamErrorKind,
  message: string,
  status: number | null = null,
  code?: string,
): Failure {
  return { at, error: { kind, status: status ?? 0, message, code }, retryAfterMs: undefined, status };
}

const DNS_CODES = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL"]);
/** Of Node and of OpenSSL's verification of certificates. */
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|CRL_|INVALID_CA$|INVALID_PURPOSE$|HOSTNAME_MISMATCH$)|CERT/;
const CONNECT_CODES = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** A transport error as a failure. `opened` tells whether response headers had come. Sources: undici and libuv codes. */
export function transportFailure(error: unknown, opened: boolean, streaming: boolean): Failure {
  if (error instanceof DeadlineError) {
    const at = opened ? (streaming ? "mid-stream" : "first-event") : "sent-no-headers";
    return failureOf(at, "timeout", error.message, null, `${error.deadline}_timeout`);
  }
  const code = codeOf(error);
  if (code === "UND_ERR_HEADERS_TIMEOUT")
    return failureOf("sent-no-headers", "timeout", "No response headers in time.", null, code);
  if (code === "UND_ERR_BODY_TIMEOUT") {
    return failureOf(streaming ? "mid-stream" : "first-event", "timeout", "The answer went silent.", null, code);
  }
  if (DNS_CODES.has(code))
    return failureOf("dns", "server", "The provider's host name cannot be resolved.", null, code);
  if (CONNECT_CODES.has(code)) {
    const kind = code === "UND_ERR_CONNECT_TIMEOUT" ? "timeout" : "server";
    return failureOf("connect", kind, "The provider cannot be reached.", null, code);
  }
  if (TLS_CODE.test(code)) {
    return failureOf("tls", "server", "The TLS connection to the provider failed.", null, code);
  }
  const at = opened ? (streaming ? "mid-stream" : "first-event") : "sent-no-headers";
  return failureOf(at, "server", "The connection to the provider broke.", null, code);
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "UNKNOWN";
  if ("code" in error && typeof error.code === "string") return error.code;
  return "errors" in error && Array.isArray(error.errors) ? codeOf(error.errors[0]) : "UNKNOWN";
}

/** `retry-after-ms`, or `retry-after` as seconds or a date, in milliseconds; undefined when absent or senseless. */
export function retryAfterMs(headers: Readonly<Record<string, unknown>>, nowMs: number): number | undefined {
  const ms = headers["retry-after-ms"];
  const exact = typeof ms === "string" && ms.trim() !== "" ? Number(ms) : Number.NaN;
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const value = headers["retry-after"];
  if (typeof value !== "string" || value === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
