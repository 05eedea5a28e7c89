import type { Failure, Step, ToolCall } from "./conversation.ts";
import { isObject, listOf, textOf } from "./json.ts";

/** What has come of an answer so far. */
export type Answer = Pick<Step, "text" | "reasoning" | "details" | "images" | "calls" | "model" | "finish">;

/** An answer with one more chunk of its stream; the chunk is what the gateway sent, or nonsense of some provider. */
export function withChunk(answer: Answer, chunk: unknown): Answer {
  if (!isObject(chunk)) return answer;
  const [choice] = listOf(chunk["choices"]);
  const named = { ...answer, model: textOf(chunk["model"]) || answer.model };
  if (!isObject(choice)) return named;
  const delta = isObject(choice["delta"]) ? choice["delta"] : {};
  return {
    ...named,
    text: answer.text + textOf(delta["content"]) + textOf(delta["refusal"]),
    reasoning: answer.reasoning + (textOf(delta["reasoning_content"]) || textOf(delta["reasoning"])),
    details: [...answer.details, ...listOf(delta["reasoning_details"]).filter(hasState)],
    images: [...answer.images, ...listOf(delta["images"]).flatMap(imageOf)],
    calls: listOf(delta["tool_calls"]).reduce(withCallPiece, answer.calls),
    finish: textOf(choice["finish_reason"]) || answer.finish,
  };
}

/** The error that a chunk carries in place of an answer; null for any other chunk. */
export function failureIn(chunk: unknown): Failure | null {
  if (!isObject(chunk) || !isObject(chunk["error"])) return null;
  const { error } = chunk;
  const status = chunk["status"];
  return {
    status: typeof status === "number" ? status : 0,
    code: textOf(error["code"]) || textOf(error["type"]) || "error",
    message: textOf(error["message"]) || "The stream ended with an error.",
    retryAfterSeconds: null,
  };
}

function withCallPiece(calls: readonly ToolCall[], piece: unknown): readonly ToolCall[] {
  if (!isObject(piece)) return calls;
  const index = typeof piece["index"] === "number" ? piece["index"] : calls.length;
  const named = isObject(piece["function"]) ? piece["function"] : {};
  const before = calls[index];
  const call = {
    id: before?.id || textOf(piece["id"]) || `call_${index}`,
    name: (before?.name ?? "") + textOf(named["name"]),
    arguments: (before?.arguments ?? "") + textOf(named["arguments"]),
  };
  return before === undefined ? [...calls, call] : calls.map((each, at) => (at === index ? call : each));
}

/** State comes whole, in an entry of its own; pieces of text are told elsewhere as well. */
function hasState(detail: unknown): boolean {
  return isObject(detail) && (typeof detail["data"] === "string" || typeof detail["signature"] === "string");
}

function imageOf(image: unknown): readonly string[] {
  const wire = isObject(image) ? image["image_url"] : undefined;
  const url = isObject(wire) ? textOf(wire["url"]) : textOf(wire);
  return url === "" ? [] : [url];
}
