import type { Block, Carry, ReasoningBlock, TextBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { isSealed, openCarry, ownCarry, sealCarry } from "../sealed-carry.ts";

const DIALECT = "anthropic-messages";

/** Begins what stands in an opaque field of this wire and was not minted by Anthropic, so that it is known again. */
const MARK = "llmgw:";

/** The signature under which reasoning without state is shown to a caller of this wire. */
export const FOREIGN_SIGNATURE = `${MARK}unsigned`;

/** State of the text before it: stands where a seal names a tool call. */
const TEXT = "#text";

/** The opaque state of a thinking block: Anthropic's own, or another wire's that was sealed for the way. */
export function carryOf(opaque: unknown): Carry | undefined {
  if (typeof opaque !== "string" || opaque === "" || opaque.startsWith(MARK)) return undefined;
  return isSealed(opaque) ? openCarry(opaque)?.carry : { dialect: DIALECT, data: opaque };
}

/** What may be replayed to Anthropic: its own signatures only; a forged or foreign one is refused with a 400. */
export function ownSignature(carry: Carry | undefined): string | undefined {
  const own = ownCarry(carry, DIALECT);
  return typeof own === "string" && own !== "" && !isMarked(own) ? own : undefined;
}

/** A carry as a caller of this wire gets it: Anthropic's own as it is, another vendor's sealed. */
export function shownSignature(carry: Carry | undefined): string | undefined {
  return carry === undefined ? undefined : (ownSignature(carry) ?? sealCarry(carry));
}

/** True for what the gateway put into an opaque field: never to be sent to a vendor. */
export function isMarked(opaque: unknown): boolean {
  return isSealed(opaque) || (typeof opaque === "string" && opaque.startsWith(MARK));
}

/** State of a block that has no place for it on this wire; it stands in a `redacted_thinking` block of its own. */
export type LooseState =
  /** It stands before its call, or right after it. */
  | { readonly kind: "call"; readonly toolCallId: string; readonly carry: Carry }
  /** It stands right after its text. */
  | { readonly kind: "text"; readonly carry: Carry };

/** The block that brings a tool call's or a text's state through a caller of this wire. */
export function looseStateBlock(state: LooseState): JsonObject {
  const owner = state.kind === "call" ? state.toolCallId : TEXT;
  return { type: "redacted_thinking", data: sealCarry(state.carry, owner) };
}

/** The state in such a block; undefined for every other. */
export function looseStateIn(block: JsonObject): LooseState | undefined {
  if (block["type"] !== "redacted_thinking") return undefined;
  const opened = openCarry(block["data"]);
  if (opened?.toolCallId === undefined) return undefined;
  const { carry, toolCallId } = opened;
  return toolCallId === TEXT ? { kind: "text", carry } : { kind: "call", toolCallId, carry };
}

/** A thinking block of the wire as reasoning. Text may be empty while the signature still counts. */
export function readThinking(block: JsonObject): ReasoningBlock {
  if (block["type"] === "redacted_thinking") {
    return { kind: "reasoning", text: "", redacted: true, carry: carryOf(block["data"]) };
  }
  const { thinking, signature } = block;
  return { kind: "reasoning", text: typeof thinking === "string" ? thinking : "", carry: carryOf(signature) };
}

/** Blocks in the order of the wire, with loose state among them, as blocks that bear their state. */
export function bearingState<B extends Block>(
  read: readonly (B | { readonly loose: LooseState })[],
): (B | TextBlock)[] {
  const calls = new Map<string, Carry>();
  for (const item of read) {
    if ("loose" in item && item.loose.kind === "call") calls.set(item.loose.toolCallId, item.loose.carry);
  }
  const blocks: (B | TextBlock)[] = [];
  for (const item of read) {
    const last = blocks.at(-1);
    if (!("loose" in item)) {
      const carry = item.kind === "tool-call" ? calls.get(item.id) : undefined;
      blocks.push(carry === undefined ? item : { ...item, carry });
    } else if (item.loose.kind === "text") {
      const { carry } = item.loose;
      if (last?.kind === "text" && last.carry === undefined) blocks[blocks.length - 1] = { ...last, carry };
      else blocks.push({ kind: "text", text: "", carry });
    }
  }
  return blocks;
}

/** True for a block that the gateway wrote to carry what is not Anthropic's. */
export function isForeignBlock(block: unknown): boolean {
  if (!isObject(block)) return false;
  if (block["type"] === "thinking") return isMarked(block["signature"]);
  return block["type"] === "redacted_thinking" && isMarked(block["data"]);
}
