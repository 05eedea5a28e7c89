import type { Carry, ReasoningBlock } from "../../canonical/blocks.ts";
import { ownCarry } from "../sealed-carry.ts";

const DIALECT = "cohere-v2";

/**
 * Marks thinking as Cohere's. The wire signs nothing and takes its thinking back as it is, but it must be Cohere's: by
 * this carry it is known when it comes back through a caller of another wire.
 */
export const OWN: Carry = { dialect: DIALECT, data: "thinking" };

/** Thinking of this wire as reasoning. */
export function readThinking(text: string): ReasoningBlock {
  return { kind: "reasoning", text, carry: OWN };
}

/** True for reasoning that may be sent back to Cohere. */
export function isOwn({ carry, text }: ReasoningBlock): boolean {
  return text !== "" && ownCarry(carry, DIALECT) !== undefined;
}
