import type { Block, Carry, ToolCallBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget } from "../dialect.ts";
import { invalid, parseObject } from "../read.ts";
import { encodeAudio, encodeDocument, encodeImage } from "./encode-media.ts";
import { encodeResult } from "./encode-result.ts";
import { ownSignature } from "./signatures.ts";
import { arrangeTurns, type Turn, type Unit } from "./turns.ts";
import type { WireContent, WirePart } from "./wire.ts";

/** What encoding of a conversation depends on. */
export interface EncodeContext {
  readonly target: EncodeTarget;
  readonly warnings: Warnings;
  /** Functions of the calls so far, by id: results name their function. */
  readonly names: Map<string, string>;
}

/** The conversation: leading system text apart, then contents of user and model in turns. */
export function encodeMessages(
  messages: readonly Message[],
  target: EncodeTarget,
  warnings: Warnings,
): { readonly system: WirePart[]; readonly contents: WireContent[] } {
  const context: EncodeContext = { target, warnings, names: new Map() };
  const system: WirePart[] = [];
  const turns: Turn[] = [];
  let leading = true;
  for (const [i, message] of messages.entries()) {
    const path = message.path ?? `messages[${i}]`;
    leading &&= message.role === "system";
    noteUnsaid(message, path, warnings);
    if (leading) system.push(...systemParts(message));
    else if (message.role === "system") addTurn(turns, "user", laterSystem(message, path, warnings));
    else addTurn(turns, message.role === "user" ? "user" : "model", encodeBlocks(message, path, context));
  }
  return { system, contents: arrangeTurns(turns, system, context) };
}

function noteUnsaid({ name, blocks }: Message, path: string, warnings: Warnings): void {
  if (name !== undefined) warnings.add(`${path}.name`, "The Gemini wire has no participant names; left out.");
  for (const [i, block] of blocks.entries()) {
    if ("cache" in block && block.cache !== undefined) {
      warnings.add(`${path}.content[${i}].cache_control`, "Cache marks are not sent: Gemini caches by itself.");
    }
  }
}

function systemParts({ blocks }: Message): WirePart[] {
  return blocks.flatMap((block) => (block.kind === "text" && block.text !== "" ? [{ text: block.text }] : []));
}

/** System text after the first turn: the wire has system text before the conversation only, so it is marked. */
function laterSystem(message: Message, path: string, warnings: Warnings): Unit[] {
  const texts = systemParts(message).map((part) => part.text);
  if (texts.length === 0) return [];
  warnings.add(path, "A later system message was sent as marked user text.");
  return [{ part: { text: `<system-message>\n${texts.join("\n")}\n</system-message>` } }];
}

/** Contents of one role in a row are one turn. */
function addTurn(turns: Turn[], role: WireContent["role"], units: readonly Unit[]): void {
  if (units.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) for (const unit of units) last.units.push(unit);
  else turns.push({ role, units: [...units] });
}

function encodeBlocks(message: Message, path: string, context: EncodeContext): Unit[] {
  return message.blocks.flatMap((block, i) => {
    // Reasoning is not part of the content on the wires of other callers.
    return encodeBlock(block, block.kind === "reasoning" ? path : `${path}.content[${i}]`, context);
  });
}

function encodeBlock(block: Block, path: string, context: EncodeContext): Unit[] {
  const { warnings } = context;
  switch (block.kind) {
    case "text": {
      const signature = signed(block.carry);
      // Empty text is refused; with a signature it is what Gemini itself sent.
      return block.text === "" && signature.thoughtSignature === undefined
        ? []
        : [{ part: { text: block.text, ...signature } }];
    }
    case "refusal":
      return block.text === "" ? [] : [{ part: { text: block.text } }];
    case "image":
      return [{ part: encodeImage(block, { path, warnings }) }];
    case "document":
      return encodeDocument(block, { path, warnings }).map((part) => ({ part }));
    case "audio":
      return [{ part: encodeAudio(block) }];
    case "reasoning": {
      const signature = signed(block.carry);
      if (signature.thoughtSignature !== undefined)
        return [{ part: { text: block.text, thought: true, ...signature } }];
      warnings.add(path, "Reasoning that Gemini did not sign is not sent back.");
      return [];
    }
    case "tool-call":
      return [encodeCall(block, path, context)];
    case "tool-result":
      return encodeResult(block, path, context);
  }
}

function signed(carry: Carry | undefined): { thoughtSignature?: string } {
  const signature = ownSignature(carry);
  return signature === undefined ? {} : { thoughtSignature: signature };
}

function encodeCall(block: ToolCallBlock, path: string, { names, target }: EncodeContext): Unit {
  const { id, name, custom, carry } = block;
  const args = custom === true ? { input: block.arguments } : parseObject(block.arguments || "{}");
  if (args === undefined) throw invalid(path, "has tool-call arguments that are not the JSON text of an object.");
  names.set(id, name);
  const named = target.quirks.has("no-function-ids") ? { name } : { id, name };
  return { callId: id, part: { functionCall: { ...named, args }, ...signed(carry) } };
}
