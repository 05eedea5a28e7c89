import type { Block, TextBlock, ToolResultBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import { invalid, parseObject } from "../read.ts";
import { encodeUserBlock } from "./encode-content.ts";
import { isOwn } from "./thinking.ts";
import type {
  WireDocument,
  WireDocumentPart,
  WireImage,
  WireMessage,
  WireText,
  WireThinking,
  WireToolCall,
} from "./wire.ts";

interface Given {
  readonly warnings: Warnings;
  /** Documents may stand apart, where the model cites them. */
  readonly citable: boolean;
  /** The model may think: else it takes no thinking back. */
  readonly thinks: boolean;
}

interface Context extends Given {
  readonly documents: WireDocument[];
  readonly path: string;
}

/** The conversation as chat messages, and the documents of the user's turns. */
export function encodeMessages(
  messages: readonly Message[],
  given: Given,
): { messages: WireMessage[]; documents: readonly WireDocument[] } {
  const documents: WireDocument[] = [];
  const out: WireMessage[] = [];
  for (const [i, message] of inWireOrder(messages).entries()) {
    const context: Context = { ...given, documents, path: message.path ?? `messages[${i}]` };
    noteLosses(message, context);
    if (message.role === "system") out.push(...encodeSystem(message));
    else if (message.role === "assistant") out.push(...encodeAssistant(message, context));
    else out.push(...encodeUser(message, context));
  }
  if (out.length === 0) throw invalid("messages", "must have a message that is not empty.");
  return { messages: out, documents };
}

/** Tool messages must directly follow the turn that called, so the results of a turn go before all else in it. */
function inWireOrder(messages: readonly Message[]): readonly Message[] {
  const out: Message[] = [];
  let from = 0;
  for (const [i, message] of messages.entries()) {
    if (message.role !== "assistant") continue;
    out.push(...resultsFirst(messages.slice(from, i)), message);
    from = i + 1;
  }
  return [...out, ...resultsFirst(messages.slice(from))];
}

function resultsFirst(turn: readonly Message[]): readonly Message[] {
  const results = turn.flatMap((message) => message.blocks.filter((block) => block.kind === "tool-result"));
  if (results.length === 0) return turn;
  const rest = turn.map((message) => ({
    ...message,
    blocks: message.blocks.filter((block) => block.kind !== "tool-result"),
  }));
  const path = turn.find((message) => message.blocks.some((block) => block.kind === "tool-result"))?.path;
  return [{ role: "user", blocks: results, path }, ...rest.filter((message) => message.blocks.length > 0)];
}

function encodeSystem({ blocks }: Message): WireMessage[] {
  const content = textsOf(blocks).join("\n");
  return content === "" ? [] : [{ role: "system", content }];
}

function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => (block.kind === "text" || block.kind === "refusal" ? [block.text] : []));
}

function encodeUser(message: Message, context: Context): WireMessage[] {
  const out: WireMessage[] = [];
  const parts: (WireText | WireImage)[] = [];
  const before = context.documents.length;
  for (const [i, block] of message.blocks.entries()) {
    const where = `${context.path}.content[${i}]`;
    if (block.kind !== "tool-result") {
      parts.push(...encodeUserBlock(block, where, context));
      continue;
    }
    const { wire, images } = encodeResult(block, where, context);
    out.push(wire);
    if (images.length > 0) {
      parts.push({ type: "text", text: `Attached to the tool result ${block.toolCallId}:` }, ...images);
    }
  }
  if (parts.length === 0 && context.documents.length > before) parts.push({ type: "text", text: "See the documents." });
  const [first] = parts;
  if (first === undefined) return out;
  out.push({ role: "user", content: parts.length === 1 && first.type === "text" ? first.text : parts });
  return out;
}

/** A result in a tool message, and its images, which such a message cannot hold. */
function encodeResult(
  block: ToolResultBlock,
  path: string,
  context: Context,
): { wire: WireMessage; images: readonly (WireText | WireImage)[] } {
  const content: (WireText | WireDocumentPart)[] = [];
  const images: (WireText | WireImage)[] = [];
  if (block.isError === true) content.push({ type: "text", text: "Error:" });
  for (const [i, item] of block.content.entries()) {
    const where = `${path}.content[${i}]`;
    if (item.kind === "text") content.push({ type: "text", text: item.text });
    else if (item.kind === "image") images.push(...encodeUserBlock(item, where, context));
    else if (item.source.kind === "text") {
      const { title, source } = item;
      const data = { ...(title === undefined ? {} : { title }), text: source.text };
      content.push({ type: "document", document: { data } });
    } else content.push(...(encodeUserBlock(item, where, { ...context, citable: false }) as WireText[]));
  }
  const [first] = content;
  const shown = images.length > 0 ? "The result is attached to the next message." : "(no output)";
  const plain = content.length === 1 && first?.type === "text";
  const said = plain ? first.text : content;
  return {
    wire: { role: "tool", tool_call_id: block.toolCallId, content: said.length === 0 ? shown : said },
    images,
  };
}

/**
 * An assistant's turn. Beside calls the wire takes no text: what was said before them is their plan. Thinking goes back
 * when it is Cohere's own and the model may think. (vercel/ai#5794; Cohere documentation, tool use and reasoning.)
 */
function encodeAssistant(message: Message, { warnings, path, thinks }: Context): WireMessage[] {
  const calls: WireToolCall[] = [];
  const thinking: WireThinking[] = [];
  for (const [i, block] of message.blocks.entries()) {
    const where = `${path}.content[${i}]`;
    if (block.kind === "reasoning") {
      if (thinks && isOwn(block)) thinking.push({ type: "thinking", thinking: block.text });
      else
        warnings.add(path, "Reasoning of earlier turns is sent back to Cohere only when it is its own and it thinks.");
    } else if (block.kind === "tool-call") {
      const args = block.custom === true ? JSON.stringify({ input: block.arguments }) : block.arguments || "{}";
      if (parseObject(args) === undefined) {
        throw invalid(where, "has tool-call arguments that are not the JSON text of an object.");
      }
      calls.push({ id: block.id, type: "function", function: { name: block.name, arguments: args } });
    } else if (block.kind !== "text" && block.kind !== "refusal") {
      warnings.add(where, `An assistant turn cannot hold ${block.kind} content on this wire; left out.`);
    }
  }
  const text = textsOf(message.blocks).join("");
  if (calls.length > 0) {
    const plan = text === "" ? {} : { tool_plan: text };
    return [{ role: "assistant", ...(thinking.length > 0 ? { content: thinking } : {}), ...plan, tool_calls: calls }];
  }
  if (thinking.length === 0) return text === "" ? [] : [{ role: "assistant", content: text }];
  return [{ role: "assistant", content: text === "" ? thinking : [...thinking, { type: "text", text }] }];
}

function noteLosses({ name, blocks }: Message, { warnings, path }: Context): void {
  if (name !== undefined) warnings.add(`${path}.name`, "The Cohere wire has no participant names; left out.");
  for (const block of blocks) {
    const inner: readonly (Block | TextBlock)[] = block.kind === "tool-result" ? [block, ...block.content] : [block];
    if (inner.some((item) => "cache" in item && item.cache !== undefined)) {
      warnings.add("cache_control", "Cache marks are not sent: Cohere caches by itself.");
    }
  }
}
