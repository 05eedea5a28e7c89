import type { Carry } from "../../canonical/blocks.ts";
import { isSealed, openCarry, ownCarry, sealCarry } from "../sealed-carry.ts";

const DIALECT = "gemini";

/**
 * What Gemini 3 takes for the signature of a function call that it did not make. (Gemini API documentation, thought
 * signatures.)
 */
export const SKIP_VALIDATION = "skip_thought_signature_validator";

/**
 * The same for callers: their libraries read a signature as base64, and several refuse the character `_` in it. A caller
 * who sends it back to a Gemini model, through this gateway or not, is not refused for a call of another vendor's.
 */
export const UNSIGNED_CALL = Buffer.from(SKIP_VALIDATION).toString("base64");

/** Stands where a sealed carry names its tool call: the reasoning it is on was encrypted as a whole. */
const REDACTED = "redacted";

/** The opaque state in a part's `thoughtSignature`; no carry for a placeholder. */
export function readSignature(signature: unknown): { readonly carry: Carry | undefined; readonly redacted: boolean } {
  if (isSealed(signature)) {
    const sealed = openCarry(signature);
    return { carry: sealed?.carry, redacted: sealed?.toolCallId === REDACTED };
  }
  const own = typeof signature === "string" && signature !== "" && !isPlaceholder(signature);
  return { carry: own ? { dialect: DIALECT, data: signature } : undefined, redacted: false };
}

/** True for the words that stand for a signature that nobody made. */
function isPlaceholder(signature: unknown): boolean {
  return signature === SKIP_VALIDATION || signature === UNSIGNED_CALL;
}

/** What may be sent to Gemini: its own signatures only; others are refused with a 400 (genkit-dart#400). */
export function ownSignature(carry: Carry | undefined): string | undefined {
  const data = ownCarry(carry, DIALECT);
  return typeof data === "string" && data !== "" ? data : undefined;
}

/** A carry as a caller of this wire gets it: Gemini's own as it is, another vendor's sealed. */
export function signatureForCaller(carry: Carry | undefined, redacted = false): string | undefined {
  if (carry === undefined) return undefined;
  return ownSignature(carry) ?? sealCarry(carry, redacted ? REDACTED : undefined);
}
