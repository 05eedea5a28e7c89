import type { JsonObject } from "../dialect.ts";

/** A block of a stream. */
export interface OpenBlock {
  readonly kind: "text" | "refusal" | "reasoning" | "call";
  /** Undefined until it has begun. */
  index: number | undefined;
  /** All its text so far. */
  text: string;
  /** How many citations were told. */
  citations: number;
  ended: boolean;
}

/** An output item of a stream. */
export interface OpenItem {
  readonly type: string;
  /** What is known of it besides its text. */
  head: JsonObject;
  /** A message's parts by their index; other items have one block, at 0. */
  readonly blocks: Map<number, OpenBlock>;
  /** In which of two ways its reasoning is told: vendors that use both say the same (BerriAI/litellm#40654). */
  told: "summary" | "content" | undefined;
  done: boolean;
}

/** Where a piece of text stands in an event, and what it belongs to. */
export interface Piece {
  /** Type of the item. */
  readonly item: string;
  readonly kind: OpenBlock["kind"];
  readonly member: string;
  /** The member holds all of the text. */
  readonly whole: boolean;
  readonly told?: "summary" | "content";
}

const message = (kind: "text" | "refusal", member: string): Piece => {
  return { item: "message", kind, member, whole: member !== "delta" };
};
const call = (item: string, member: string): Piece => ({ item, kind: "call", member, whole: member !== "delta" });
const thought = (told: "summary" | "content"): Piece => {
  return { item: "reasoning", kind: "reasoning", member: "delta", whole: false, told };
};

/** Events that hold text. */
export const PIECES: ReadonlyMap<string, Piece> = new Map([
  ["response.output_text.delta", message("text", "delta")],
  ["response.output_text.done", message("text", "text")],
  ["response.refusal.delta", message("refusal", "delta")],
  ["response.refusal.done", message("refusal", "refusal")],
  ["response.reasoning_summary_text.delta", thought("summary")],
  ["response.reasoning_text.delta", thought("content")],
  ["response.function_call_arguments.delta", call("function_call", "delta")],
  ["response.function_call_arguments.done", call("function_call", "arguments")],
  ["response.custom_tool_call_input.delta", call("custom_tool_call", "delta")],
  ["response.custom_tool_call_input.done", call("custom_tool_call", "input")],
]);

/** The block at a place of an item, made when it is not there. */
export function blockAt(item: OpenItem, index: unknown, kind: OpenBlock["kind"]): OpenBlock {
  const at = typeof index === "number" ? index : 0;
  const found = item.blocks.get(at);
  if (found !== undefined) return found;
  const block: OpenBlock = { kind, index: undefined, text: "", citations: 0, ended: false };
  item.blocks.set(at, block);
  return block;
}
