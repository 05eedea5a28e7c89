import type { Block, ToolCallBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget } from "../dialect.ts";
import { signatureMember } from "./call-signature.ts";
import { wrapInput } from "./custom-tools.ts";
import { blockPath, type ContentContext, contentOf, encodeParts, encodeResult, joinTexts } from "./encode-content.ts";
import { toolIdSpelling } from "./tool-ids.ts";
import type { WireMessage, WirePart, WireToolCall } from "./wire.ts";

const CACHE_WARNING = "Cache marks are not sent: this wire's providers cache by themselves.";
const REASONING_WARNING = "Reasoning of earlier turns is not sent back to this provider.";

/** The conversation as chat messages. */
export function encodeMessages(
  messages: readonly Message[],
  { quirks, family }: EncodeTarget,
  warnings: Warnings,
): WireMessage[] {
  const spell = toolIdSpelling(quirks);
  const out: WireMessage[] = [];
  for (const [i, message] of inWireOrder(messages).entries()) {
    const context: ContentContext = { quirks, family, warnings, path: message.path ?? `messages[${i}]` };
    noteCacheMarks(message, context);
    if (message.role === "system")
      out.push(named({ role: "system", content: joinTexts(message.blocks, "\n") }, message));
    else if (message.role === "assistant") out.push(named(encodeAssistant(message, context, spell), message));
    else out.push(...encodeUser(message, context, spell));
  }
  return out;
}

/**
 * Tool messages must directly follow the assistant turn that called, so the results of one turn are moved before
 * everything else that was said between two assistant turns. (OpenAI API reference, tool messages.)
 */
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

function named(wire: WireMessage, { name }: Message): WireMessage {
  return name === undefined ? wire : { ...wire, name };
}

function encodeUser(message: Message, context: ContentContext, spell: (id: string) => string): WireMessage[] {
  const out: WireMessage[] = [];
  const attached: WirePart[] = [];
  const rest: Block[] = [];
  for (const block of message.blocks) {
    if (block.kind !== "tool-result") {
      rest.push(block);
      continue;
    }
    const { text, media } = encodeResult(block);
    const id = spell(block.toolCallId);
    out.push({ role: "tool", tool_call_id: id, content: text });
    if (media.length > 0)
      attached.push({ type: "text", text: `Attached to the tool result ${id}:` }, ...encodeParts(media, context));
  }
  if (attached.length > 0) out.push({ role: "user", content: attached });
  // A message that had nothing but results is complete; an empty one of the caller's stays.
  if (rest.length > 0 || out.length === 0)
    out.push(named({ role: "user", content: contentOf(encodeParts(rest, context)) }, message));
  return out;
}

function encodeAssistant(message: Message, context: ContentContext, spell: (id: string) => string): WireMessage {
  const calls: WireToolCall[] = [];
  let text = "";
  let refusal = "";
  for (const [i, block] of message.blocks.entries()) {
    if (block.kind === "text") text += block.text;
    else if (block.kind === "refusal") refusal += block.text;
    else if (block.kind === "tool-call") calls.push(encodeCall(block, spell(block.id), context));
    else if (block.kind !== "reasoning") {
      context.warnings.add(
        `${context.path}.content[${i}]`,
        `An assistant turn cannot hold ${block.kind} content on this wire.`,
      );
    }
  }
  const wire: WireMessage = {
    role: "assistant",
    content: text === "" && (calls.length > 0 || refusal !== "") ? null : text,
  };
  if (refusal !== "") wire.refusal = refusal;
  if (calls.length > 0) wire.tool_calls = calls;
  replayReasoning(wire, message, context);
  return wire;
}

function encodeCall(block: ToolCallBlock, id: string, { quirks, family }: ContentContext): WireToolCall {
  const { name, arguments: text, custom } = block;
  // Google's own endpoint of this wire wants the signature back; others need not know the member.
  const extra = family === "gemini" ? signatureMember(block.carry) : undefined;
  const more = extra === undefined ? {} : { extra_content: extra };
  if (custom === true && !quirks.has("no-custom-tools"))
    return { id, type: "custom", custom: { name, input: text }, ...more };
  const args = custom === true ? wrapInput(text) : text === "" ? "{}" : text;
  return { id, type: "function", function: { name, arguments: args }, ...more };
}

/**
 * Reasoning goes back only to vendors that refuse tool turns without it, where an empty string is accepted for a turn
 * of another model (experientiallabs/experiential#887), and to vendors that have it in the content, unless its state says
 * that it is another wire's. Opaque state never goes along.
 */
function replayReasoning(wire: WireMessage, message: Message, { quirks, warnings, path }: ContentContext): void {
  const reasoning = message.blocks.filter((block) => block.kind === "reasoning");
  if (quirks.has("thinking-in-content")) {
    const own = reasoning.filter((block) => block.carry === undefined).map((block) => block.text);
    wire.content = withThinking(wire.content, own.join(""));
    if (own.length < reasoning.length) warnings.add(path, REASONING_WARNING);
  } else if (quirks.has("replay-reasoning") && wire.tool_calls !== undefined) {
    const text = reasoning.map((block) => block.text).join("");
    wire[quirks.has("reasoning-field-reasoning") ? "reasoning" : "reasoning_content"] = text;
  } else if (reasoning.length > 0) {
    warnings.add(path, REASONING_WARNING);
  }
}

/** Content with thinking before it. (Mistral API reference, ThinkChunk.) */
function withThinking(content: WireMessage["content"], thinking: string): WireMessage["content"] {
  if (thinking === "") return content;
  const text: readonly WirePart[] =
    typeof content === "string" && content !== "" ? [{ type: "text", text: content }] : [];
  return [{ type: "thinking", thinking: [{ type: "text", text: thinking }] }, ...text];
}

function noteCacheMarks(message: Message, { warnings, path }: ContentContext): void {
  for (const [i, block] of message.blocks.entries()) {
    if ("cache" in block && block.cache !== undefined)
      warnings.add(`${blockPath(path, i)}.cache_control`, CACHE_WARNING);
  }
}
