import type { Carry } from "../canonical/blocks.ts";
import type { DialectId } from "./dialect.ts";

/** A carry on its way through a caller that speaks another wire; `toolCallId` names the call it belongs to. */
export interface SealedCarry {
  readonly carry: Carry;
  readonly toolCallId?: string | undefined;
}

/** Base64 of `llmgw:`: what every sealed carry begins with. No vendor's signature does. */
const PREFIX = "bGxtZ3c6";
const MARK = "llmgw:";
const MAX_LENGTH = 4 * 1024 * 1024;

/**
 * A carry as opaque text, for the field in which a caller's wire keeps such state (Anthropic's `signature` and `data`,
 * Gemini's `thoughtSignature`, Responses' `encrypted_content`, chat's `reasoning_details`). Callers send it back as it
 * is, and {@link openCarry} makes the carry of it again. It holds nothing that the caller could not have had anyway.
 */
export function sealCarry(carry: Carry, toolCallId?: string): string {
  const value = { d: carry.dialect, v: carry.data, ...(toolCallId === undefined ? {} : { t: toolCallId }) };
  return Buffer.from(MARK + JSON.stringify(value)).toString("base64");
}

/** True for text that {@link sealCarry} made: never to be sent to a vendor. */
export function isSealed(text: unknown): text is string {
  return typeof text === "string" && text.startsWith(PREFIX);
}

/** The carry of a sealed text; undefined for anything else and for what was tampered with beyond reading. */
export function openCarry(text: unknown): SealedCarry | undefined {
  if (!isSealed(text) || text.length > MAX_LENGTH) return undefined;
  try {
    const value = JSON.parse(Buffer.from(text, "base64").toString("utf8").slice(MARK.length)) as Record<
      string,
      unknown
    >;
    const { d: dialect, v: data, t: toolCallId } = value;
    if (typeof dialect !== "string" || data === undefined) return undefined;
    return { carry: { dialect, data }, ...(typeof toolCallId === "string" ? { toolCallId } : {}) };
  } catch {
    return undefined;
  }
}

/** What of a carry may be sent to a vendor of this wire: only state that the same wire minted. */
export function ownCarry(carry: Carry | undefined, dialect: DialectId): unknown {
  return carry?.dialect === dialect ? carry.data : undefined;
}
