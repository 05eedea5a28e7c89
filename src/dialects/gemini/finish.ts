import type { Finish, FinishReason } from "../../canonical/finish.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

/** Gemini API reference, FinishReason. There is no word for a tool call: calls come with `STOP`. */
const REASONS: Readonly<Record<string, FinishReason>> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  CONTINUATION: "length",
  SAFETY: "content-filter",
  RECITATION: "content-filter",
  LANGUAGE: "content-filter",
  BLOCKLIST: "content-filter",
  PROHIBITED_CONTENT: "content-filter",
  SPII: "content-filter",
  OTHER: "content-filter",
  IMAGE_SAFETY: "content-filter",
  IMAGE_PROHIBITED_CONTENT: "content-filter",
  IMAGE_RECITATION: "content-filter",
  IMAGE_OTHER: "content-filter",
  MALFORMED_FUNCTION_CALL: "error",
  UNEXPECTED_TOOL_CALL: "error",
  TOO_MANY_TOOL_CALLS: "error",
  MALFORMED_RESPONSE: "error",
};

/** A `finishReason` in our words; an unknown word means that the answer ended, which is all we can tell. */
export function mapFinish(raw: string): Finish {
  return { reason: Object.hasOwn(REASONS, raw) ? (REASONS[raw] ?? "stop") : "stop", raw };
}

/** The word in a member; undefined for what says nothing. */
export function wordOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !value.endsWith("_UNSPECIFIED") ? value : undefined;
}

/** How an answer ended whose prompt was blocked: it has no candidates then. (Gemini API reference, PromptFeedback.) */
export function blockedFinish(answer: JsonObject): Finish | undefined {
  const feedback = answer["promptFeedback"];
  const raw = isObject(feedback) ? wordOf(feedback["blockReason"]) : undefined;
  return raw === undefined ? undefined : { reason: "content-filter", raw };
}

/**
 * The finish with calls counted: Gemini says `STOP` after a tool call, which may have come in an earlier chunk
 * (envoyproxy/ai-gateway#2399). Calls win over stop, never over length or a filter (NousResearch/hermes-agent#43478).
 */
export function withCalls(finish: Finish, hasCalls: boolean): Finish {
  return hasCalls && finish.reason === "stop" ? { ...finish, reason: "tool-calls" } : finish;
}

const WORDS: Readonly<Record<Exclude<FinishReason, "error" | "interrupted">, string>> = {
  stop: "STOP",
  "stop-sequence": "STOP",
  "tool-calls": "STOP",
  length: "MAX_TOKENS",
  "content-filter": "SAFETY",
  paused: "STOP",
};

/** Gemini's word for a finish. Answers that failed have none: they end with an error, not with a finish. */
export function finishWord(finish: Finish): string {
  if (finish.reason === "error" || finish.reason === "interrupted") {
    throw new Error(`An answer that ended with '${finish.reason}' must be ended with an error.`);
  }
  return WORDS[finish.reason];
}
