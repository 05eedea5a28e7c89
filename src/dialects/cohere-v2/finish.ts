import type { Finish, FinishReason } from "../../canonical/finish.ts";

/** Cohere API reference, chat v2, finish_reason. */
const REASONS: Readonly<Record<string, FinishReason>> = {
  COMPLETE: "stop",
  STOP_SEQUENCE: "stop-sequence",
  TOOL_CALL: "tool-calls",
  MAX_TOKENS: "length",
  ERROR: "error",
  TIMEOUT: "error",
};

/**
 * A `finish_reason` in our words; an unknown word means that the answer ended, which is all we can tell. Calls win over
 * stop, never over length.
 */
export function readFinish(word: unknown, hasCalls: boolean): Finish {
  const raw = typeof word === "string" && word !== "" ? word : "COMPLETE";
  const reason = Object.hasOwn(REASONS, raw) ? (REASONS[raw] ?? "stop") : "stop";
  return { reason: reason === "stop" && hasCalls ? "tool-calls" : reason, raw };
}

const WORDS: Readonly<Record<Exclude<FinishReason, "error" | "interrupted">, string>> = {
  stop: "COMPLETE",
  "stop-sequence": "STOP_SEQUENCE",
  "tool-calls": "TOOL_CALL",
  length: "MAX_TOKENS",
  // The wire has no word for a filter: the answer is whole as far as it goes.
  "content-filter": "COMPLETE",
  paused: "COMPLETE",
};

/** The wire's word for a finish. Answers that failed have none: they end with an error. */
export function finishWord(finish: Finish): string {
  if (finish.reason === "error" || finish.reason === "interrupted") {
    throw new Error(`An answer that ended with '${finish.reason}' must be ended with an error.`);
  }
  return WORDS[finish.reason];
}
