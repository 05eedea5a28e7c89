import type { Block, TextBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";

/**
 * A conversation whose calls and results are told as text: the wire wants its tools as soon as there is a tool block,
 * and has no way to say that none may be called.
 */
export function flattenTools(messages: readonly Message[]): readonly Message[] {
  const names = new Map<string, string>();
  const flatten = (block: Block): readonly Block[] => {
    if (block.kind === "tool-call") {
      names.set(block.id, block.name);
      return [text(`[Called tool ${block.name} with ${block.arguments || "{}"}]`)];
    }
    if (block.kind !== "tool-result") return [block];
    const label = block.isError === true ? "Error of tool" : "Result of tool";
    return [text(`[${label} ${names.get(block.toolCallId) ?? block.toolCallId}]`), ...block.content];
  };
  return messages.map((message) => ({ ...message, blocks: message.blocks.flatMap(flatten) }));
}

/** True when a call or a result stands in the conversation. */
export function hasToolBlocks(messages: readonly Message[]): boolean {
  return messages.some(({ blocks }) => blocks.some(({ kind }) => kind === "tool-call" || kind === "tool-result"));
}

function text(value: string): TextBlock {
  return { kind: "text", text: value };
}
