import type { Carry } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { isSealed, openCarry } from "../sealed-carry.ts";

const GEMINI = "gemini";

/** Who the signature is said to be of: Google's two platforms name themselves. */
const OWNERS = ["google", "vertex"];

/**
 * Gemini's signature of a tool call, in the place that Google's own endpoint of this wire gives it. (Gemini API
 * documentation, thought signatures with OpenAI compatibility.)
 */
export function readSignature(call: JsonObject): Carry | undefined {
  const extra = call["extra_content"];
  if (!isObject(extra)) return undefined;
  for (const owner of OWNERS) {
    const said = extra[owner];
    const signature = isObject(said) ? said["thought_signature"] : undefined;
    if (typeof signature !== "string" || signature === "") continue;
    return isSealed(signature) ? openCarry(signature)?.carry : { dialect: GEMINI, data: signature };
  }
  return undefined;
}

/** The value of `extra_content` for a call's state; undefined for state of another wire. */
export function signatureMember(carry: Carry | undefined): JsonObject | undefined {
  if (carry?.dialect !== GEMINI || typeof carry.data !== "string" || isSealed(carry.data)) return undefined;
  return { google: { thought_signature: carry.data } };
}
