import type { Block, ToolCallBlock, ToolResultBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import { invalid, parseObject } from "../read.ts";
import type { CachePoints } from "./cache-points.ts";
import { DocumentNames } from "./document-names.ts";
import { absent, encodeDocument, encodeImage } from "./encode-media.ts";
import type { ModelKin } from "./model-kin.ts";
import { replayedReasoning } from "./reasoning.ts";
import { ToolIds } from "./tool-ids.ts";
import { arrangeTurns, type Turn, type Unit } from "./turns.ts";
import type { WireBlock, WireMessage, WireResultBlock, WireSystem, WireToolUse } from "./wire.ts";

interface Context {
  readonly kin: ModelKin;
  readonly warnings: Warnings;
  readonly points: CachePoints;
  readonly ids: ToolIds;
  readonly names: DocumentNames;
}

/** The conversation as system blocks and turns that alternate, beginning with the user's. */
export function encodeMessages(
  messages: readonly Message[],
  given: { readonly kin: ModelKin; readonly warnings: Warnings; readonly points: CachePoints },
): { system: WireSystem[]; messages: WireMessage[] } {
  const context: Context = { ...given, ids: new ToolIds(given.kin), names: new DocumentNames() };
  const system: WireSystem[] = [];
  const turns: Turn[] = [];
  let leading = true;
  for (const [i, message] of messages.entries()) {
    const path = message.path ?? `messages[${i}]`;
    leading &&= message.role === "system";
    if (message.name !== undefined)
      context.warnings.add(`${path}.name`, "The Converse wire has no participant names; left out.");
    if (leading) system.push(...systemBlocks(message, context));
    else if (message.role === "system") addTurn(turns, "user", laterSystem(message, path, context));
    else addTurn(turns, message.role, encodeBlocks(message, path, context));
  }
  return { system, messages: arrangeTurns(turns, system, context) };
}

function systemBlocks({ blocks }: Message, { points }: Context): WireSystem[] {
  return blocks.flatMap((block): WireSystem[] => {
    if (block.kind !== "text" || block.text.trim() === "") return [];
    return [{ text: block.text }, ...points.after(block.cache, "text")];
  });
}

/** System text after the first turn: the wire has system text before the conversation only, so it is marked. */
function laterSystem(message: Message, path: string, context: Context): Unit[] {
  const blocks = systemBlocks(message, context);
  const texts = blocks.flatMap((block) => ("text" in block ? [block.text] : []));
  if (texts.length === 0) return [];
  context.warnings.add(path, "A later system message was sent as marked user text.");
  const point = blocks.findLast((block) => "cachePoint" in block);
  const marked = { text: `<system-message>\n${texts.join("\n")}\n</system-message>` };
  return [{ blocks: point === undefined ? [marked] : [marked, point] }];
}

/** Roles must alternate: turns of one role in a row are one turn. */
function addTurn(turns: Turn[], role: "user" | "assistant", units: readonly Unit[]): void {
  if (units.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.units.push(...units);
  else turns.push({ role, units: [...units] });
}

function encodeBlocks(message: Message, path: string, context: Context): Unit[] {
  return message.blocks.flatMap((block, i): Unit[] => {
    // Reasoning is not part of the content on the wires of other callers.
    const where = block.kind === "reasoning" ? path : `${path}.content[${i}]`;
    if (message.role === "assistant" && MEDIA.has(block.kind)) {
      context.warnings.add(where, `An assistant turn cannot hold ${block.kind} content on this wire; left out.`);
      return [];
    }
    const wire = encodeBlock(block, where, context);
    if (wire === undefined) return [];
    const cache = block.kind === "tool-result" ? cacheOfResult(block) : "cache" in block ? block.cache : undefined;
    return [{ blocks: [wire, ...context.points.after(cache, "text")] }];
  });
}

const MEDIA: ReadonlySet<Block["kind"]> = new Set(["image", "document", "audio"]);

function encodeBlock(block: Block, path: string, context: Context): WireBlock | undefined {
  switch (block.kind) {
    case "text":
    case "refusal":
      // Blank text is refused.
      return block.text.trim() === "" ? undefined : { text: block.text };
    case "image":
      return encodeImage(block, path, context.warnings);
    case "document":
      return encodeDocument(block, path, context);
    case "audio":
      return absent("recording", path, context.warnings);
    case "reasoning": {
      const wire = replayedReasoning(block);
      if (wire === undefined) context.warnings.add(path, "Reasoning that Bedrock did not sign is not sent back.");
      return wire;
    }
    case "tool-call":
      return encodeCall(block, path, context);
    case "tool-result":
      return encodeResult(block, path, context);
  }
}

function encodeCall(block: ToolCallBlock, path: string, { ids }: Context): WireToolUse {
  const input = block.custom === true ? { input: block.arguments } : parseObject(block.arguments || "{}");
  if (input === undefined) throw invalid(path, "has tool-call arguments that are not the JSON text of an object.");
  return { toolUse: { toolUseId: ids.ofCall(block.id), name: block.name, input } };
}

/** A mark inside a result is lifted to it, where it holds for the same text. */
function cacheOfResult({ cache, content }: ToolResultBlock) {
  return cache ?? content.findLast((item) => item.cache !== undefined)?.cache;
}

function encodeResult(block: ToolResultBlock, path: string, context: Context): WireBlock {
  const content: WireResultBlock[] = block.content.flatMap((item, i): WireResultBlock[] => {
    const where = `${path}.content[${i}]`;
    if (item.kind === "image") return [encodeImage(item, where, context.warnings)];
    if (item.kind === "document") return [encodeDocument(item, where, context)];
    return item.text.trim() === "" ? [] : [{ text: item.text }];
  });
  const failed = block.isError === true;
  // A result must hold something that is not blank (NousResearch/hermes-agent#55092).
  if (content.length === 0) content.push({ text: failed ? "(no message)" : "(no output)" });
  // Only these take a status. (Amazon Bedrock API reference, ToolResultBlock.)
  const status = context.kin === "claude" || context.kin === "nova";
  return {
    toolResult: {
      toolUseId: context.ids.ofResult(block.toolCallId),
      content: failed && !status ? [{ text: "Error:" }, ...content] : content,
      ...(failed && status ? { status: "error" } : {}),
    },
  };
}
