import type { Block, TextBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { at, invalid, objectAt, optional, required, stringAt, wordAt } from "../read.ts";
import { decodeMedia } from "./decode-media.ts";
import { decodeModelParts, type PlacedPart } from "./decode-model-parts.ts";
import { decodeResult } from "./decode-result.ts";
import { FunctionPairs } from "./function-pairs.ts";
import { listAt, structAt } from "./spelling.ts";

/** The system instruction: one message, or none. Its role means nothing. */
export function decodeSystem(value: unknown, unmapped: string[]): readonly Message[] {
  if (value === undefined || value === null) return [];
  const path = "systemInstruction";
  const parts = partsOf(structAt(value, path), path);
  const blocks = parts.flatMap((part, i): TextBlock[] => {
    const where = `${path}.parts[${i}]`;
    noteUnknown(part, where, unmapped);
    const text = required(part, "text", stringAt, where);
    return text === "" ? [] : [{ kind: "text", text }];
  });
  return blocks.length === 0 ? [] : [{ role: "system", blocks, path }];
}

const ROLE = wordAt(["user", "model", "function", "tool"]);

/**
 * The conversation. Contents of the model in a row are one answer: clients keep each chunk of a stream as one. (Gemini
 * API reference, Content.)
 */
export function decodeContents(value: unknown, unmapped: string[]): readonly Message[] {
  if (value === undefined || value === null) throw invalid("contents", "is required.");
  const contents = listAt(structAt)(value, "contents");
  if (contents.length === 0) throw invalid("contents", "must have at least one content.");
  const pairs = new FunctionPairs();
  const messages: Message[] = [];
  for (let i = 0; i < contents.length; i += 1) {
    const path = `contents[${i}]`;
    const content = contents[i] as JsonObject;
    if (roleOf(content, path) === "user") {
      const blocks = decodeUserParts(partsOf(content, path), path, pairs, unmapped);
      messages.push({ role: "user", blocks, path });
      continue;
    }
    pairs.close();
    const placed = placedParts(content, path);
    for (let next = contents[i + 1]; next !== undefined; next = contents[i + 1]) {
      if (roleOf(next, `contents[${i + 1}]`) === "user") break;
      i += 1;
      for (const part of placedParts(next, `contents[${i}]`)) placed.push(part);
    }
    for (const { part, path: where } of placed) noteUnknown(part, where, unmapped);
    const blocks = decodeModelParts(placed, { turn: messages.length, pairs, unmapped });
    messages.push({ role: "assistant", blocks, path });
  }
  pairs.close();
  return messages;
}

function roleOf(content: JsonObject, path: string): "user" | "model" {
  return (optional(content, "role", ROLE, path) ?? "user") === "model" ? "model" : "user";
}

function partsOf(content: JsonObject, path: string): JsonObject[] {
  return required(content, "parts", listAt(structAt), path);
}

function placedParts(content: JsonObject, path: string): PlacedPart[] {
  return partsOf(content, path).map((part, i) => ({ part, path: `${path}.parts[${i}]` }));
}

function decodeUserParts(
  parts: readonly JsonObject[],
  contentPath: string,
  pairs: FunctionPairs,
  unmapped: string[],
): Block[] {
  return parts.flatMap((part, i): Block[] => {
    const path = `${contentPath}.parts[${i}]`;
    noteUnknown(part, path, unmapped);
    if (optional(part, "functionCall", objectAt, path) !== undefined) {
      throw invalid(at(path, "functionCall"), "belongs to the role 'model'.");
    }
    const response = optional(part, "functionResponse", objectAt, path);
    if (response !== undefined) {
      return [decodeResult(response, at(path, "functionResponse"), pairs, unmapped)];
    }
    const text = optional(part, "text", stringAt, path);
    if (text !== undefined) return [{ kind: "text", text }];
    const media = decodeMedia(part, path);
    return media === undefined ? [] : [media];
  });
}

const KNOWN = new Set([
  "text",
  "thought",
  "thoughtSignature",
  "inlineData",
  "fileData",
  "functionCall",
  "functionResponse",
]);

/** What a part holds beside what is known: settings of media, and what ran at Google. */
function noteUnknown(part: JsonObject, path: string, unmapped: string[]): void {
  for (const [name, value] of Object.entries(part)) {
    if (!KNOWN.has(name) && value !== undefined && value !== null) unmapped.push(at(path, name));
  }
}
