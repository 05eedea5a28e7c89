import type { Carry, ReasoningBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { isSealed, openCarry, ownCarry, sealCarry } from "../sealed-carry.ts";

export const DIALECT = "openai-responses";

/**
 * Reasoning items are this wire's one place for opaque state, so they also bring state of other wires' blocks through a
 * caller. What a sealed one belongs to is told by the id in it: that of a tool call, or one of these.
 */
const TEXT = "#text";
const REDACTED = "#redacted";

/** What a reasoning item turns out to be. */
export type ReasoningItem =
  | { readonly kind: "reasoning"; readonly block: ReasoningBlock }
  /** State of the tool call with that id. */
  | { readonly kind: "call"; readonly toolCallId: string; readonly carry: Carry }
  /** State of the text before it. */
  | { readonly kind: "text"; readonly carry: Carry };

/** Reads a reasoning item; undefined for one that says nothing. (OpenAI API reference, reasoning item.) */
export function readReasoning(item: JsonObject): ReasoningItem | undefined {
  const text = reasoningText(item);
  const { encrypted_content: encrypted } = item;
  if (!isSealed(encrypted)) return plainReasoning(text, ownState(item));
  const opened = openCarry(encrypted);
  if (opened === undefined) return plainReasoning(text, undefined);
  const { carry, toolCallId } = opened;
  if (toolCallId === TEXT) return { kind: "text", carry };
  if (toolCallId === undefined) return { kind: "reasoning", block: { kind: "reasoning", text, carry } };
  if (toolCallId !== REDACTED) return { kind: "call", toolCallId, carry };
  return { kind: "reasoning", block: { kind: "reasoning", text, redacted: true, carry } };
}

function plainReasoning(text: string, carry: Carry | undefined): ReasoningItem | undefined {
  if (carry === undefined) return text === "" ? undefined : { kind: "reasoning", block: { kind: "reasoning", text } };
  const redacted = text === "" ? { redacted: true } : {};
  return { kind: "reasoning", block: { kind: "reasoning", text, ...redacted, carry } };
}

/** The vendor's own state of a reasoning item; undefined when it sent none. */
function ownState(item: JsonObject): Carry | undefined {
  const { id, encrypted_content: encrypted } = item;
  if (typeof encrypted !== "string" || encrypted === "" || isSealed(encrypted)) return undefined;
  const named = typeof id === "string" && id !== "" ? { id } : {};
  return { dialect: DIALECT, data: { ...named, encrypted_content: encrypted } };
}

/** Summaries, else the reasoning itself: vendors that send both say the same in both (BerriAI/litellm#40654). */
function reasoningText(item: JsonObject): string {
  return textsOf(item["summary"]).join(PART_SEPARATOR) || textsOf(item["content"]).join("");
}

/** Between the parts of a summary. */
export const PART_SEPARATOR = "\n\n";

function textsOf(parts: unknown): string[] {
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((part: unknown) =>
    isObject(part) && typeof part["text"] === "string" && part["text"] !== "" ? [part["text"]] : [],
  );
}

/**
 * Reasoning for a provider of this wire: what the wire itself minted goes back as it was. Without state the provider
 * would look for an item that it does not keep, so other reasoning gives undefined.
 */
export function replayedReasoning({ text, carry }: ReasoningBlock): JsonObject | undefined {
  const own = ownCarry(carry, DIALECT);
  if (!isObject(own)) return undefined;
  const { id, encrypted_content: encrypted } = own;
  if (typeof encrypted !== "string" || encrypted === "" || isSealed(encrypted)) return undefined;
  const named = typeof id === "string" ? { id } : {};
  return { type: "reasoning", ...named, summary: summaryOf(text), encrypted_content: encrypted };
}

/** The summary of a reasoning item: one part, or none. */
export function summaryOf(text: string): JsonObject[] {
  return text === "" ? [] : [{ type: "summary_text", text }];
}

/** A reasoning block's state as the text of `encrypted_content`, for a caller of this wire. */
export function sealedReasoning(carry: Carry, redacted: boolean): string {
  const own = ownCarry(carry, DIALECT);
  if (isObject(own) && typeof own["encrypted_content"] === "string") return own["encrypted_content"];
  return redacted ? sealCarry(carry, REDACTED) : sealCarry(carry);
}

/** The text of `encrypted_content` that brings a text block's state through a caller; it stands after the text. */
export function sealedTextState(carry: Carry): string {
  return sealCarry(carry, TEXT);
}

/** The same for a tool call; it stands before the call. */
export function sealedCallState(carry: Carry, toolCallId: string): string {
  return sealCarry(carry, toolCallId);
}
