import type { Block, TextBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";

/** A conversation for a provider without tools: calls and results of its history are told as text. */
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

function text(value: string): TextBlock {
  return { kind: "text", text: value };
}
