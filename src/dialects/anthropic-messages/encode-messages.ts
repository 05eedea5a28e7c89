import type { Block, ToolResultBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import { invalid, parseObject } from "../read.ts";
import { cacheMember } from "./cache-marks.ts";
import { absentBlock, encodeDocument, encodeImage, encodeText } from "./encode-media.ts";
import { ownSignature } from "./thinking-marks.ts";
import { ToolIds } from "./tool-ids.ts";
import type { WireBlock, WireMessage, WireText } from "./wire.ts";

interface Context {
  readonly warnings: Warnings;
  readonly ids: ToolIds;
}

/** The conversation as system blocks and turns that alternate, beginning with the user's. */
export function encodeMessages(
  messages: readonly Message[],
  warnings: Warnings,
): { system: WireText[]; messages: WireMessage[] } {
  const context: Context = { warnings, ids: new ToolIds() };
  const system: WireText[] = [];
  const turns: WireMessage[] = [];
  let leading = true;
  for (const [i, message] of messages.entries()) {
    const path = message.path ?? `messages[${i}]`;
    leading &&= message.role === "system";
    if (message.name !== undefined)
      warnings.add(`${path}.name`, "The messages wire has no participant names; left out.");
    if (leading) system.push(...systemBlocks(message));
    else if (message.role === "system") addTurn(turns, "user", laterSystem(message, path, warnings));
    else addTurn(turns, message.role, encodeBlocks(message, path, context));
  }
  resultsFirst(turns);
  trimEnd(turns);
  return { system, messages: beginWithUser(turns, system, warnings) };
}

function systemBlocks(message: Message): WireText[] {
  return message.blocks.flatMap((block) => {
    const wire = block.kind === "text" ? encodeText(block) : undefined;
    return wire?.type === "text" ? [wire] : [];
  });
}

/** System text after the first turn: not every model takes a system role there, so it is said as the user, marked. */
function laterSystem(message: Message, path: string, warnings: Warnings): WireBlock[] {
  const blocks = systemBlocks(message);
  if (blocks.length === 0) return [];
  warnings.add(path, "A later system message was sent as marked user text.");
  const text = blocks.map((block) => block.text).join("\n");
  return [{ type: "text", text: `<system-message>\n${text}\n</system-message>` }];
}

/** Turns of one role in a row are one turn: the API merges them, clouds that host the model refuse them. */
function addTurn(turns: WireMessage[], role: "user" | "assistant", content: WireBlock[]): void {
  const last = turns.at(-1);
  if (content.length === 0) return;
  if (last?.role === role) last.content.push(...content);
  else turns.push({ role, content });
}

function encodeBlocks(message: Message, path: string, context: Context): WireBlock[] {
  return message.blocks.flatMap((block, i) => {
    const inner = `${path}.content[${i}]`;
    if (message.role === "assistant" && isMedia(block)) return absentBlock(block.kind, inner, context.warnings);
    // Reasoning is not part of the content on the wires of other callers.
    return encodeBlock(block, block.kind === "reasoning" ? path : inner, context) ?? [];
  });
}

/** What an assistant turn cannot hold. (Anthropic API reference, version 2026-10-21.) */
function isMedia({ kind }: Block): boolean {
  return kind === "image" || kind === "document" || kind === "audio";
}

function encodeBlock(block: Block, path: string, { warnings, ids }: Context): WireBlock | undefined {
  switch (block.kind) {
    case "text":
      return encodeText(block);
    case "refusal":
      return encodeText({ kind: "text", text: block.text });
    case "image":
      return encodeImage(block, path, warnings);
    case "document":
      return encodeDocument(block, path, warnings);
    case "audio":
      return absentBlock("audio recording", path, warnings);
    case "reasoning": {
      const signature = ownSignature(block.carry);
      if (signature === undefined) {
        warnings.add(path, "Reasoning that Anthropic did not sign is not sent back.");
        return undefined;
      }
      if (block.redacted === true) return { type: "redacted_thinking", data: signature };
      return { type: "thinking", thinking: block.text, signature };
    }
    case "tool-call": {
      // Free text has no place here: it is the one argument of a function.
      const input =
        block.custom === true
          ? { input: block.arguments }
          : parseObject(block.arguments === "" ? "{}" : block.arguments);
      if (input === undefined) throw invalid(path, "has tool-call arguments that are not the JSON text of an object.");
      return { type: "tool_use", id: ids.ofCall(block.id), name: block.name, input, ...cacheMember(block.cache) };
    }
    case "tool-result":
      return encodeResult(block, path, { warnings, ids });
  }
}

function encodeResult(block: ToolResultBlock, path: string, context: Context): WireBlock {
  const content = block.content.flatMap((item, i) => {
    return encodeBlock({ ...item, cache: undefined }, `${path}.content[${i}]`, context) ?? [];
  });
  // A mark inside is lifted to the result, where it holds for the same text.
  const cache = block.cache ?? block.content.findLast((item) => item.cache !== undefined)?.cache;
  const [first] = content;
  const plain = content.length === 1 && first?.type === "text";
  return {
    type: "tool_result",
    tool_use_id: context.ids.ofResult(block.toolCallId),
    ...(content.length === 0 ? {} : { content: plain ? first.text : content }),
    ...(block.isError === true ? { is_error: true } : {}),
    ...cacheMember(cache),
  };
}

/** Results stand before all else in their turn, in the order of the calls. (Anthropic documentation, tool use.) */
function resultsFirst(turns: readonly WireMessage[]): void {
  for (const [i, turn] of turns.entries()) {
    if (turn.role !== "user" || !turn.content.some((block) => block.type === "tool_result")) continue;
    const calls = (turns[i - 1]?.content ?? []).flatMap((block) => (block.type === "tool_use" ? [block.id] : []));
    const places = new Map(calls.map((id, place) => [id, place]));
    const place = (block: WireBlock) =>
      block.type === "tool_result" ? (places.get(block.tool_use_id) ?? -1) : calls.length;
    turn.content = turn.content.toSorted((a, b) => place(a) - place(b));
  }
}

/** A final assistant turn is a prefill, which must not end in white space. (Anthropic documentation, prefill.) */
function trimEnd(turns: WireMessage[]): void {
  const last = turns.at(-1);
  const block = last?.content.at(-1);
  if (last?.role !== "assistant" || block?.type !== "text") return;
  last.content = [...last.content.slice(0, -1), { ...block, text: block.text.trimEnd() }];
}

function beginWithUser(turns: WireMessage[], system: WireText[], warnings: Warnings): WireMessage[] {
  if (turns[0]?.role === "user") return turns;
  if (turns.length > 0) {
    warnings.add("messages", "The messages wire begins with a user turn; a note was put before the assistant's.");
    return [
      { role: "user", content: [{ type: "text", text: "[The conversation begins with the assistant.]" }] },
      ...turns,
    ];
  }
  const last = system.pop();
  if (last === undefined) throw invalid("messages", "must have a message that is not empty.");
  warnings.add("messages", "The messages wire needs a user turn; the last system message was sent as one.");
  return [{ role: "user", content: [last] }];
}
