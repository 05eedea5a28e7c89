import type { DocumentBlock, ImageBlock, TextBlock, ToolResultBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, nameAt, objectAt, optional, required, stringAt, unknownMembers } from "../read.ts";
import { decodeMedia } from "./decode-media.ts";
import type { FunctionPairs } from "./function-pairs.ts";
import { listAt, structAt } from "./spelling.ts";

const KNOWN = new Set(["id", "name", "response", "parts"]);

/** A `functionResponse` as a tool result. (Gemini API reference, FunctionResponse.) */
export function decodeResult(value: unknown, path: string, pairs: FunctionPairs, unmapped: string[]): ToolResultBlock {
  const wire = structAt(value, path);
  unmapped.push(...unknownMembers(wire, KNOWN, path));
  const name = required(wire, "name", nameAt, path);
  const given = optional(wire, "id", stringAt, path);
  const toolCallId = pairs.result(given === "" ? undefined : given, name, path);
  const { text, isError } = readResponse(optional(wire, "response", objectAt, path) ?? {}, name);
  const said: TextBlock[] = text === "" ? [] : [{ kind: "text", text }];
  const content = [...said, ...(optional(wire, "parts", listAt(mediaAt), path) ?? [])];
  return { kind: "tool-result", toolCallId, content, ...(isError ? { isError } : {}) };
}

function mediaAt(value: unknown, path: string): ImageBlock | DocumentBlock {
  const block = decodeMedia(structAt(value, path), path);
  if (block === undefined || block.kind === "audio") {
    throw invalid(path, "must have 'inlineData' or 'fileData' of an image or a document.");
  }
  return block;
}

/** Members under which clients wrap a plain text. */
const WRAPPERS = ["output", "result", "content"];

/**
 * The text of a response object. `output` and `error` have a meaning of their own, any other object is the result
 * itself; several clients repeat the function's name in it.
 */
function readResponse(response: JsonObject, name: string): { text: string; isError: boolean } {
  const members = Object.entries(response).filter(([key, value]) => !(key === "name" && value === name));
  const [first] = members;
  if (members.length === 1 && first !== undefined) {
    const [key, value] = first;
    if (key === "error") return { text: textOf(value), isError: true };
    if (WRAPPERS.includes(key)) return { text: textOf(value), isError: false };
  }
  return { text: members.length === 0 ? "" : JSON.stringify(response), isError: false };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
