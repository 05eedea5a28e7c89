import type { UpstreamError } from "../../canonical/response.ts";
import { isObject } from "../read.ts";
import { readUpstreamError, readUpstreamErrorObject } from "../upstream-error.ts";

/** Status of an invalid token. (Cohere API reference, errors.) */
const INVALID_TOKEN = 498;

/** Reads an error answer: `{message, id}`. */
export function readError(status: number, text: string): UpstreamError {
  const read = readUpstreamError(status, text);
  if (status === INVALID_TOKEN) return { ...read, kind: "credential" };
  // A trial key has a number of calls a month: waiting a minute does not help. (Cohere documentation, rate limits.)
  const spent = status === 429 && /trial key.*\bmonth/is.test(read.message);
  return spent ? { ...read, kind: "billing" } : read;
}

/** Reads what went wrong inside a stream: `message-end` with an `error`, or an error body as a frame. */
export function readStreamError(failure: unknown, reason?: unknown): UpstreamError {
  const read = readUpstreamErrorObject(200, isObject(failure) ? failure : { message: failure });
  return reason === "TIMEOUT" ? { ...read, kind: "timeout", status: 504 } : read;
}
