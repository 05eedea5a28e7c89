import type { Finish, FinishReason } from "../../canonical/finish.ts";
import { isObject } from "../read.ts";

/** Amazon Bedrock API reference, Converse, stopReason. */
const REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: "stop",
  stop_sequence: "stop-sequence",
  tool_use: "tool-calls",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  content_filtered: "content-filter",
  guardrail_intervened: "content-filter",
  malformed_model_output: "error",
  malformed_tool_use: "error",
};

/**
 * The finish of a whole answer or of a `messageStop`; an unknown word means that the answer ended, which is all we can
 * tell. Calls win over stop, never over length or a filter.
 */
export function readFinish(wire: Readonly<Record<string, unknown>>, hasCalls: boolean): Finish {
  const { stopReason, additionalModelResponseFields: extra } = wire;
  const raw = typeof stopReason === "string" && stopReason !== "" ? stopReason : "end_turn";
  const known = Object.hasOwn(REASONS, raw) ? (REASONS[raw] ?? "stop") : "stop";
  const reason = known === "stop" && hasCalls ? "tool-calls" : known;
  const stopSequence = reason === "stop-sequence" ? metSequence(extra) : undefined;
  return stopSequence === undefined ? { reason, raw } : { reason, raw, stopSequence };
}

/** Claude's own fields, which are asked for by path: at the top of whole answers, in `delta` of streams. */
function metSequence(extra: unknown): string | undefined {
  if (!isObject(extra)) return undefined;
  const found = extra["stop_sequence"] ?? (isObject(extra["delta"]) ? extra["delta"]["stop_sequence"] : undefined);
  return typeof found === "string" ? found : undefined;
}

const WORDS: Readonly<Record<Exclude<FinishReason, "error" | "interrupted">, string>> = {
  stop: "end_turn",
  "stop-sequence": "stop_sequence",
  "tool-calls": "tool_use",
  length: "max_tokens",
  "content-filter": "content_filtered",
  paused: "end_turn",
};

/**
 * The members that say why an answer ended; one that stopped after refusing was filtered in the words of this wire.
 * Answers that failed have no such members: they end with an error.
 */
export function stopMembers(
  finish: Finish,
  refused: boolean,
): { stopReason: string; additionalModelResponseFields?: { stop_sequence: string } } {
  if (finish.reason === "error" || finish.reason === "interrupted") {
    throw new Error(`An answer that ended with '${finish.reason}' must be ended with an error.`);
  }
  const stopReason = WORDS[refused && finish.reason === "stop" ? "content-filter" : finish.reason];
  const { stopSequence } = finish;
  return stopSequence === undefined
    ? { stopReason }
    : { stopReason, additionalModelResponseFields: { stop_sequence: stopSequence } };
}
