import type { UpstreamErrorKind } from "../../canonical/response.ts";
import type { Gateway } from "../gateway.ts";
import type { Failure } from "../upstream/failure.ts";
import type { Attempt } from "./attempt.ts";
import type { Opened } from "./read-answer.ts";

/** Failures that say something of the provider or the key; the others are the caller's. */
const COUNTS: Readonly<Record<UpstreamErrorKind, boolean>> = {
  "bad-request": false,
  "context-length": false,
  "content-filter": false,
  cancelled: false,
  credential: true,
  billing: true,
  "model-missing": true,
  "rate-limit": true,
  overloaded: true,
  server: true,
  timeout: true,
};

/** True for a failure that says something of the provider or the key. */
export function isProvidersFault(kind: UpstreamErrorKind): boolean {
  return COUNTS[kind];
}

/** Tells the circuit how an attempt went. */
export function noteOutcome(gateway: Gateway, attempt: Attempt, opened: Opened | Failure): void {
  const nowMs = gateway.clock.now();
  const { breakers } = gateway;
  if (!("at" in opened)) breakers.succeeded(attempt.circuit, nowMs);
  else if (opened.error.kind === "cancelled") breakers.abandoned(attempt.circuit, nowMs);
  // A refusal of the caller's request is a sign of life.
  else if (COUNTS[opened.error.kind]) breakers.failed(attempt.circuit, opened.error.kind, nowMs);
  else breakers.succeeded(attempt.circuit, nowMs);
}

/** Tells the circuit that an answer broke off after it had begun. */
export function noteBroken(gateway: Gateway, attempt: Attempt, failure: Failure): void {
  if (COUNTS[failure.error.kind]) gateway.breakers.failed(attempt.circuit, failure.error.kind, gateway.clock.now());
}
