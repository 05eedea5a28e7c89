import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { isForeignCitation } from "./citations.ts";
import { isForeignBlock } from "./thinking-marks.ts";

/**
 * For relaying to Anthropic: the messages without what the gateway put there for a caller, which means nothing to
 * Anthropic: reasoning and state of other vendors, links they cited. Undefined when there is none of it. It gets there
 * when a conversation moves from another vendor to Claude.
 */
export function withoutForeignState(messages: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(messages)) return undefined;
  let found = false;
  const kept = messages.map((message: unknown) => {
    const edited = isObject(message) ? withoutForeign(message) : message;
    found ||= edited !== message;
    return edited;
  });
  return found ? kept.filter((message) => !isObject(message) || !isEmptied(message)) : undefined;
}

/** Gives the message itself when there is nothing to take out. */
function withoutForeign(message: JsonObject): JsonObject {
  const { content } = message;
  if (message["role"] !== "assistant" || !Array.isArray(content) || !content.some(isForeign)) return message;
  return {
    ...message,
    content: content
      .filter((block: unknown) => !isForeignBlock(block))
      .map((block: unknown) => (isForeign(block) ? withoutLinks(block as JsonObject) : block)),
  };
}

function isForeign(block: unknown): boolean {
  if (isForeignBlock(block)) return true;
  return isObject(block) && Array.isArray(block["citations"]) && block["citations"].some(isForeignCitation);
}

function withoutLinks({ citations, ...block }: JsonObject): JsonObject {
  const own = (citations as readonly unknown[]).filter((citation) => !isForeignCitation(citation));
  return own.length === 0 ? block : { ...block, citations: own };
}

function isEmptied(message: JsonObject): boolean {
  return message["role"] === "assistant" && Array.isArray(message["content"]) && message["content"].length === 0;
}

/** True when the last assistant turn called tools and has no thinking left. */
export function lostItsThinking(messages: readonly unknown[]): boolean {
  const last = messages.findLast((message) => isObject(message) && message["role"] === "assistant");
  const content = isObject(last) && Array.isArray(last["content"]) ? last["content"].filter(isObject) : [];
  const has = (...types: string[]) => content.some((block) => types.includes(String(block["type"])));
  return has("tool_use") && !has("thinking", "redacted_thinking");
}
