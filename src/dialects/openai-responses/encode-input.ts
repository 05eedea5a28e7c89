import type { Block, RefusalBlock, TextBlock, ToolCallBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { Quirk } from "../quirks.ts";
import { blockPath, type ContentContext, contentOf, encodeOutput, encodeParts } from "./encode-content.ts";
import { replayedReasoning } from "./reasoning.ts";
import type { WireItem } from "./wire.ts";

const CACHE_WARNING = "Cache marks are not sent: this wire's providers cache by themselves.";
const REASONING_WARNING = "Reasoning of another provider is not sent to this one.";

/** The conversation as items, in the caller's order. (OpenAI API reference, response input items.) */
export function encodeInput(messages: readonly Message[], quirks: ReadonlySet<Quirk>, warnings: Warnings): WireItem[] {
  /** Calls of custom tools: their outputs are items of another kind. */
  const custom = new Set<string>();
  return messages.flatMap((message, i) => {
    const context: ContentContext = { quirks, warnings, path: message.path ?? `messages[${i}]` };
    noteLosses(message, context);
    if (message.role === "system")
      return [{ role: "system", content: contentOf(encodeParts(message.blocks, context)) }];
    if (message.role === "user") return encodeUser(message.blocks, context, custom);
    return encodeAssistant(message.blocks, context, custom);
  });
}

function noteLosses({ blocks, name }: Message, { warnings, path }: ContentContext): void {
  if (name !== undefined) warnings.add(`${path}.name`, "Participants have no names on this wire; left out.");
  for (const [i, block] of blocks.entries()) {
    if ("cache" in block && block.cache !== undefined)
      warnings.add(`${blockPath(path, i)}.cache_control`, CACHE_WARNING);
  }
}

/** Results come first, as close to their calls as they can. */
function encodeUser(blocks: readonly Block[], context: ContentContext, custom: ReadonlySet<string>): WireItem[] {
  const items: WireItem[] = [];
  const rest: Block[] = [];
  for (const block of blocks) {
    if (block.kind !== "tool-result") {
      rest.push(block);
      continue;
    }
    const type = custom.has(block.toolCallId) ? "custom_tool_call_output" : "function_call_output";
    items.push({ type, call_id: block.toolCallId, output: encodeOutput(block, context) });
  }
  // A message that had nothing but results is complete; an empty one of the caller's stays.
  if (rest.length > 0 || items.length === 0) {
    items.push({ role: "user", content: contentOf(encodeParts(rest, context)) });
  }
  return items;
}

function encodeAssistant(blocks: readonly Block[], context: ContentContext, custom: Set<string>): WireItem[] {
  const items: WireItem[] = [];
  let said: (TextBlock | RefusalBlock)[] = [];
  const flush = (): void => {
    if (said.length > 0) items.push({ role: "assistant", content: said.map(saidPart) });
    said = [];
  };
  for (const [i, block] of blocks.entries()) {
    if (block.kind === "text" || block.kind === "refusal") {
      if (block.text !== "") said.push(block);
      continue;
    }
    flush();
    if (block.kind === "tool-call") items.push(encodeCall(block, custom));
    else if (block.kind === "reasoning") items.push(...encodeReasoning(block, context));
    else context.warnings.add(blockPath(context.path, i), `An assistant turn cannot hold ${block.kind} content here.`);
  }
  flush();
  return items;
}

function saidPart(block: TextBlock | RefusalBlock): WireItem {
  return block.kind === "text" ? { type: "output_text", text: block.text } : { type: "refusal", refusal: block.text };
}

function encodeCall(block: ToolCallBlock, custom: Set<string>): WireItem {
  const { id, name, arguments: text } = block;
  if (block.custom !== true) return { type: "function_call", call_id: id, name, arguments: text === "" ? "{}" : text };
  custom.add(id);
  return { type: "custom_tool_call", call_id: id, name, input: text };
}

/** Vendors of open models take their reasoning back as text; others know it by its opaque state only. */
function encodeReasoning(
  block: Extract<Block, { kind: "reasoning" }>,
  { quirks, warnings, path }: ContentContext,
): WireItem[] {
  const own = replayedReasoning(block);
  if (own !== undefined) return [own];
  if (quirks.has("replay-reasoning") && block.text !== "") {
    return [{ type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: block.text }] }];
  }
  warnings.add(path, REASONING_WARNING);
  return [];
}
