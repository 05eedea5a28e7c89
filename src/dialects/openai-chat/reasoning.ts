import type { ReasoningBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import type { WireReasoningDetail } from "./wire.ts";

/**
 * Reasoning of a message, wherever the vendor puts it: `reasoning_details` with the gateway's own entries,
 * `reasoning_content` (DeepSeek), `reasoning` (vLLM, Groq, OpenRouter), or thinking parts of the content (Mistral).
 */
export function readReasoning(message: JsonObject): ReasoningBlock[] {
  const own = ownDetails(message["reasoning_details"]);
  if (own.length > 0) return own;
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

/** Text of OpenRouter's `reasoning.text` and `reasoning.summary` entries; entries of a gateway repeat what was said. */
function detailText(detail: unknown): string {
  if (!isObject(detail) || detail["dialect"] !== undefined) return "";
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

/** Entries that this gateway wrote, told by `dialect`; a stream's accumulator may have doubled them. */
function ownDetails(details: unknown): ReasoningBlock[] {
  if (!Array.isArray(details)) return [];
  const blocks: ReasoningBlock[] = [];
  const seen = new Set<string>();
  for (const detail of details) {
    if (!isObject(detail) || typeof detail["dialect"] !== "string") continue;
    const block = ownDetail(detail, detail["dialect"]);
    const key = JSON.stringify(block);
    if (block === undefined || seen.has(key)) continue;
    seen.add(key);
    blocks.push(block);
  }
  return blocks;
}

function ownDetail(detail: JsonObject, dialect: string): ReasoningBlock | undefined {
  const { type, text, signature, data } = detail;
  if (type === "redacted_thinking" && data !== undefined) {
    return { kind: "reasoning", text: "", redacted: true, carry: { dialect, data } };
  }
  if (type !== "thinking" || signature === undefined) return undefined;
  return { kind: "reasoning", text: typeof text === "string" ? text : "", carry: { dialect, data: signature } };
}

/** The entry that lets a caller send the block back; none for reasoning without opaque state. */
export function reasoningDetail({ text, carry, redacted }: ReasoningBlock): WireReasoningDetail | undefined {
  if (carry === undefined) return undefined;
  if (redacted === true) return { type: "redacted_thinking", data: carry.data, dialect: carry.dialect };
  return { type: "thinking", text, signature: carry.data, dialect: carry.dialect };
}
