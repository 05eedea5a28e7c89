import type { Finish, FinishReason } from "../../canonical/finish.ts";

/** Anthropic API reference, stop_reason. */
const REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: "stop",
  stop_sequence: "stop-sequence",
  tool_use: "tool-calls",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  refusal: "content-filter",
  pause_turn: "paused",
};

/** A `stop_reason` in our words; an unknown word means that the answer ended, which is all we can tell. */
export function mapFinish(raw: string, stopSequence?: unknown): Finish {
  const reason = Object.hasOwn(REASONS, raw) ? (REASONS[raw] ?? "stop") : "stop";
  return typeof stopSequence === "string" ? { reason, raw, stopSequence } : { reason, raw };
}

/** The finish with calls counted: they win over stop, never over length or a refusal. */
export function withCalls(finish: Finish, hasCalls: boolean): Finish {
  return hasCalls && finish.reason === "stop" ? { ...finish, reason: "tool-calls" } : finish;
}

const WORDS: Readonly<Record<Exclude<FinishReason, "error" | "interrupted">, string>> = {
  stop: "end_turn",
  "stop-sequence": "stop_sequence",
  "tool-calls": "tool_use",
  length: "max_tokens",
  "content-filter": "refusal",
  paused: "pause_turn",
};

/**
 * The members that say why a message ended; an answer that stopped after refusing is a `refusal` here. Answers that
 * failed have no such members: they end with an error.
 */
export function stopMembers(finish: Finish, refused: boolean): { stop_reason: string; stop_sequence: string | null } {
  if (finish.reason === "error" || finish.reason === "interrupted") {
    throw new Error(`An answer that ended with '${finish.reason}' must be ended with an error.`);
  }
  const reason = refused && finish.reason === "stop" ? "content-filter" : finish.reason;
  return { stop_reason: WORDS[reason], stop_sequence: finish.stopSequence ?? null };
}
