import type { Carry, ReasoningBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { isSealed, openCarry, ownCarry, sealCarry } from "../sealed-carry.ts";
import type { WireReasoning } from "./wire.ts";

const DIALECT = "bedrock-converse";

/** State of a tool call of another wire, told by an item of its own because calls have no field for it here. */
export interface CallState {
  readonly toolCallId: string;
  readonly carry: Carry;
}

/** A signature or redacted content as state: our own wire's, or one of another wire that was sealed for the way. */
export function carryOf(opaque: unknown): Carry | undefined {
  if (typeof opaque !== "string" || opaque === "") return undefined;
  return isSealed(opaque) ? openCarry(opaque)?.carry : { dialect: DIALECT, data: opaque };
}

/** The call state in redacted content; undefined for any other. */
export function callStateOf(redacted: unknown): CallState | undefined {
  const opened = openCarry(redacted);
  return opened?.toolCallId === undefined ? undefined : { toolCallId: opened.toolCallId, carry: opened.carry };
}

/** A `reasoningContent` as reasoning; undefined for call state and for what has neither text nor state. */
export function readReasoning(content: JsonObject): ReasoningBlock | undefined {
  const { reasoningText, redactedContent } = content;
  if (typeof redactedContent === "string") {
    const carry = callStateOf(redactedContent) === undefined ? carryOf(redactedContent) : undefined;
    return carry === undefined ? undefined : { kind: "reasoning", text: "", redacted: true, carry };
  }
  if (!isObject(reasoningText)) return undefined;
  const text = typeof reasoningText["text"] === "string" ? reasoningText["text"] : "";
  const carry = carryOf(reasoningText["signature"]);
  // Emptiness is not absence: a signature without text must be sent back.
  return text === "" && carry === undefined ? undefined : { kind: "reasoning", text, carry };
}

/** Reasoning for a provider of this wire: only what the wire itself minted, for a forged signature is a 400. */
export function replayedReasoning({ text, carry, redacted }: ReasoningBlock): WireReasoning | undefined {
  const own = ownCarry(carry, DIALECT);
  if (typeof own !== "string" || own === "" || isSealed(own)) return undefined;
  if (redacted === true) return { reasoningContent: { redactedContent: own } };
  return { reasoningContent: { reasoningText: { text, signature: own } } };
}

/** Reasoning for a caller of this wire; state of other wires is sealed. Undefined for redacted reasoning without any. */
export function shownReasoning({ text, carry, redacted }: ReasoningBlock): WireReasoning | undefined {
  const opaque = carry === undefined ? undefined : opaqueOf(carry);
  if (redacted === true) return opaque === undefined ? undefined : { reasoningContent: { redactedContent: opaque } };
  return { reasoningContent: { reasoningText: opaque === undefined ? { text } : { text, signature: opaque } } };
}

/** A carry as the text of an opaque field. */
export function opaqueOf(carry: Carry): string {
  const own = ownCarry(carry, DIALECT);
  return typeof own === "string" ? own : sealCarry(carry);
}

/** The item that brings a tool call's state through a caller of this wire; it stands right before the call. */
export function callStateItem({ toolCallId, carry }: CallState): WireReasoning {
  return { reasoningContent: { redactedContent: sealCarry(carry, toolCallId) } };
}
