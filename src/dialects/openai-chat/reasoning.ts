import type { ReasoningBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { isSealedDetail, type MessageState } from "./reasoning-details.ts";

/**
 * Reasoning of a message, wherever the vendor puts it: state that the gateway sealed, `reasoning_content` (DeepSeek),
 * `reasoning` (vLLM, Groq, OpenRouter), or thinking parts of the content (Mistral).
 */
export function readReasoning(message: JsonObject, state: MessageState): readonly ReasoningBlock[] {
  if (state.reasoning.length > 0) return state.reasoning;
  const text = reasoningText(message) || thinkingParts(message["content"]);
  return text === "" ? [] : [{ kind: "reasoning", text }];
}

/** Reasoning text of a message or a delta; vendors that fill several of the fields repeat themselves in them. */
export function reasoningText(message: JsonObject): string {
  const { reasoning_content: content, reasoning, reasoning_details: details } = message;
  if (typeof content === "string" && content !== "") return content;
  if (typeof reasoning === "string" && reasoning !== "") return reasoning;
  if (!Array.isArray(details)) return "";
  return details.map(detailText).join("");
}

/** Text of OpenRouter's `reasoning.text` and `reasoning.summary` entries; the gateway's own repeat what was said. */
function detailText(detail: unknown): string {
  if (!isObject(detail) || isSealedDetail(detail)) return "";
  const text = detail["text"] ?? detail["summary"];
  return typeof text === "string" ? text : "";
}

/** Text of the parts of a content array that are thinking (Mistral). */
export function thinkingParts(content: unknown): string {
  if (!Array.isArray(content)) return "";
  return content
    .map((part) => (isObject(part) && part["type"] === "thinking" ? partsText(part["thinking"]) : ""))
    .join("");
}

/** Text of a content that is a string or an array of parts. */
export function partsText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part) => (isObject(part) && part["type"] === "text" && typeof part["text"] === "string" ? part["text"] : ""))
    .join("");
}
