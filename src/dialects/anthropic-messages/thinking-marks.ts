import type { Carry, ReasoningBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

const DIALECT = "anthropic-messages";

/** Begins the signature of thinking that Anthropic did not mint, so that it is known when it comes back. */
const MARK = "llmgw:";

/** The signature under which foreign reasoning is shown to a caller of this wire. */
export const FOREIGN_SIGNATURE = `${MARK}unsigned`;

/** The opaque state of a thinking block; none for thinking of another vendor. */
export function carryOf(signature: unknown): Carry | undefined {
  if (typeof signature !== "string" || signature === "" || signature.startsWith(MARK)) return undefined;
  return { dialect: DIALECT, data: signature };
}

/** What may be replayed to Anthropic: its own signatures only; a forged or foreign one is refused with a 400. */
export function ownSignature(carry: Carry | undefined): string | undefined {
  return carry?.dialect === DIALECT && typeof carry.data === "string" ? carry.data : undefined;
}

/** A thinking block of the wire as reasoning. Text may be empty while the signature still counts. */
export function readThinking(block: JsonObject): ReasoningBlock {
  if (block["type"] === "redacted_thinking") {
    return { kind: "reasoning", text: "", redacted: true, carry: carryOf(block["data"]) };
  }
  const { thinking, signature } = block;
  return { kind: "reasoning", text: typeof thinking === "string" ? thinking : "", carry: carryOf(signature) };
}

/**
 * For relaying to Anthropic: the messages without thinking that this gateway marked as foreign, or undefined when there
 * is none. It gets there when a conversation moves from another vendor to Claude.
 */
export function withoutForeignThinking(messages: unknown): unknown[] | undefined {
  if (!Array.isArray(messages)) return undefined;
  let found = false;
  const kept = messages.map((message: unknown) => {
    if (!isObject(message) || !Array.isArray(message["content"])) return message;
    const content = message["content"].filter((block: unknown) => !isForeign(block));
    if (content.length === message["content"].length) return message;
    found = true;
    return { ...message, content };
  });
  return found ? kept.filter((message) => !isObject(message) || !isEmptied(message)) : undefined;
}

function isForeign(block: unknown): boolean {
  if (!isObject(block) || block["type"] !== "thinking") return false;
  return typeof block["signature"] === "string" && block["signature"].startsWith(MARK);
}

function isEmptied(message: JsonObject): boolean {
  return message["role"] === "assistant" && Array.isArray(message["content"]) && message["content"].length === 0;
}
