import type { Finish, FinishReason } from "../../canonical/finish.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

const INCOMPLETE: Readonly<Record<string, FinishReason>> = {
  max_output_tokens: "length",
  max_tokens: "length",
  length: "length",
  content_filter: "content-filter",
};

/**
 * How a response ended; undefined while it has not. `incomplete` says why in its details. (OpenAI API reference, the
 * response object.)
 */
export function readFinish(status: unknown, details: unknown): Finish | undefined {
  if (status === "completed") return { reason: "stop", raw: status };
  if (status === "failed" || status === "cancelled") return { reason: "error", raw: status };
  if (status !== "incomplete") return undefined;
  const reason = isObject(details) ? details["reason"] : undefined;
  const raw = typeof reason === "string" ? reason : status;
  return { reason: Object.hasOwn(INCOMPLETE, raw) ? (INCOMPLETE[raw] ?? "stop") : "stop", raw };
}

/** The finish with calls counted: a response that calls tools is `completed`. Calls win over stop only. */
export function withCalls(finish: Finish, hasCalls: boolean): Finish {
  return hasCalls && finish.reason === "stop" ? { ...finish, reason: "tool-calls" } : finish;
}

/** What a finish is in this wire. */
export interface WireEnding {
  readonly status: "completed" | "incomplete";
  readonly incomplete_details: JsonObject | null;
}

/** The ending for a finish. Answers that failed have none: they end with an error. */
export function endingOf({ reason }: Finish): WireEnding {
  switch (reason) {
    case "error":
    case "interrupted":
      throw new Error(`An answer that ended with '${reason}' must be ended with an error.`);
    case "length":
      return { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
    case "content-filter":
      return { status: "incomplete", incomplete_details: { reason: "content_filter" } };
    default:
      return { status: "completed", incomplete_details: null };
  }
}
