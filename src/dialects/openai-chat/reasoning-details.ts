import type { Carry, ReasoningBlock } from "../../canonical/blocks.ts";
import { isObject } from "../read.ts";
import { isSealed, openCarry, sealCarry } from "../sealed-carry.ts";

/**
 * Entries of `reasoning_details`: OpenRouter's member of assistant messages, which its clients send back as it is. The
 * gateway keeps sealed state of other wires in it. `index` is for clients that put a stream's entries together.
 */
export type WireReasoningDetail =
  | { readonly type: "reasoning.text"; readonly text: string; readonly signature: string }
  | { readonly type: "reasoning.encrypted"; readonly data: string; readonly id?: string };

/** State of the message's text: stands where a seal names a tool call. */
const TEXT = "#text";

/** The entry that lets a caller send reasoning back; none for reasoning without opaque state. */
export function reasoningDetail({ text, carry, redacted }: ReasoningBlock): WireReasoningDetail | undefined {
  if (carry === undefined) return undefined;
  const sealed = sealCarry(carry);
  return redacted === true
    ? { type: "reasoning.encrypted", data: sealed }
    : { type: "reasoning.text", text, signature: sealed };
}

/** The entry for a tool call's state. */
export function callDetail(id: string, carry: Carry): WireReasoningDetail {
  return { type: "reasoning.encrypted", id, data: sealCarry(carry, id) };
}

/** The entry for the text's state. */
export function textDetail(carry: Carry): WireReasoningDetail {
  return { type: "reasoning.encrypted", data: sealCarry(carry, TEXT) };
}

/** What one entry holds. */
export type ReadDetail =
  | { readonly kind: "reasoning"; readonly block: ReasoningBlock }
  | { readonly kind: "call"; readonly id: string; readonly carry: Carry }
  | { readonly kind: "text"; readonly carry: Carry };

/** True for an entry of the gateway's own, readable or not. */
export function isSealedDetail(detail: unknown): boolean {
  return isObject(detail) && (isSealed(detail["data"]) || isSealed(detail["signature"]));
}

/** Reads an entry of the gateway's own; undefined for any other. */
export function readDetail(detail: unknown): ReadDetail | undefined {
  if (!isObject(detail)) return undefined;
  const whole = openCarry(detail["data"]);
  if (whole !== undefined) {
    const { carry, toolCallId } = whole;
    if (toolCallId === TEXT) return { kind: "text", carry };
    if (toolCallId !== undefined) return { kind: "call", id: toolCallId, carry };
    return { kind: "reasoning", block: { kind: "reasoning", text: "", redacted: true, carry } };
  }
  const signed = openCarry(detail["signature"]);
  if (signed === undefined) return undefined;
  const text = typeof detail["text"] === "string" ? detail["text"] : "";
  return { kind: "reasoning", block: { kind: "reasoning", text, carry: signed.carry } };
}

/** All state of a message that the gateway sealed. */
export interface MessageState {
  readonly reasoning: readonly ReasoningBlock[];
  /** By tool call id. */
  readonly calls: ReadonlyMap<string, Carry>;
  readonly text: Carry | undefined;
}

/** Reads the gateway's entries; the same one may stand there twice, when a client put a stream's chunks together. */
export function readDetails(details: unknown): MessageState {
  const reasoning: ReasoningBlock[] = [];
  const calls = new Map<string, Carry>();
  const seen = new Set<unknown>();
  let text: Carry | undefined;
  for (const detail of Array.isArray(details) ? details : []) {
    const read = readDetail(detail);
    const key = isObject(detail) ? (detail["data"] ?? detail["signature"]) : undefined;
    if (read === undefined || seen.has(key)) continue;
    seen.add(key);
    if (read.kind === "reasoning") reasoning.push(read.block);
    else if (read.kind === "call") calls.set(read.id, read.carry);
    else text = read.carry;
  }
  return { reasoning, calls, text };
}
