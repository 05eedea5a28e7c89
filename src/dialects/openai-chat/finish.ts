import type { Finish, FinishReason } from "../../canonical/finish.ts";

/** Words of OpenAI, and of vendors who have their own (Mistral: model_length; Together: eos; OpenRouter: error). */
const REASONS: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  eos: "stop",
  tool_calls: "tool-calls",
  function_call: "tool-calls",
  length: "length",
  max_tokens: "length",
  model_length: "length",
  content_filter: "content-filter",
  error: "error",
};

/** A chat `finish_reason` in our words; an unknown word means that the answer ended, which is all we can tell. */
export function mapFinish(raw: string): Finish {
  return { reason: Object.hasOwn(REASONS, raw) ? (REASONS[raw] ?? "stop") : "stop", raw };
}

/**
 * The finish with calls counted: vendors say `stop` after a tool call (envoyproxy/ai-gateway#2399), so calls win over
 * stop, but never over length or a filter (NousResearch/hermes-agent#43478).
 */
export function withCalls(finish: Finish, hasCalls: boolean): Finish {
  return hasCalls && finish.reason === "stop" ? { ...finish, reason: "tool-calls" } : finish;
}

const WORDS: Readonly<Record<Exclude<FinishReason, "error" | "interrupted">, string>> = {
  stop: "stop",
  "stop-sequence": "stop",
  "tool-calls": "tool_calls",
  length: "length",
  "content-filter": "content_filter",
  paused: "stop",
};

/** The chat word for a finish. Answers that failed have none: they end with an error, not with a finish. */
export function finishWord(finish: Finish): string {
  if (finish.reason === "error" || finish.reason === "interrupted") {
    throw new Error(`An answer that ended with '${finish.reason}' must be ended with an error.`);
  }
  return WORDS[finish.reason];
}
