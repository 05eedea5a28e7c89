import type { Block, ToolCallBlock, ToolResultBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  arrayAt,
  at,
  booleanAt,
  invalid,
  nameAt,
  objectAt,
  optional,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { ToolHistory } from "../tool-history.ts";
import { contentBlocks, decodeCacheMark, decodeSharedBlock } from "./decode-content.ts";
import { bearingState, type LooseState, looseStateIn, readThinking } from "./thinking-marks.ts";

const ROLE = wordAt(["user", "assistant", "system"]);

/** The top-level system prompt: one message, or none. */
export function decodeSystem(value: unknown, unmapped: string[]): readonly Message[] {
  if (value === undefined || value === null || value === "") return [];
  const blocks = systemBlocks(value, "system", unmapped);
  return blocks.length === 0 ? [] : [{ role: "system", blocks, path: "system" }];
}

/** The conversation, in the caller's order; calls and results are checked to pair up. */
export function decodeMessages(value: unknown, unmapped: string[]): readonly Message[] {
  if (value === undefined || value === null) throw invalid("messages", "is required.");
  const wire = arrayAt(value, "messages");
  if (wire.length === 0) throw invalid("messages", "must have at least one message.");
  const history = new ToolHistory();
  let before: string | undefined;
  const messages = wire.map((item, i): Message => {
    const path = `messages[${i}]`;
    const message = objectAt(item, path);
    const role = required(message, "role", ROLE, path);
    unmapped.push(...unknownMembers(message, KNOWN, path));
    if (role === "assistant" && before !== "assistant") history.close();
    before = role;
    return { role, blocks: decodeContent(message, role, path, history, unmapped), path };
  });
  history.close();
  return messages;
}

const KNOWN = new Set(["role", "content"]);

function systemBlocks(value: unknown, path: string, unmapped: string[]): Block[] {
  return contentBlocks(value, path).flatMap((wire, i) => {
    const inner = typeof value === "string" ? path : `${path}[${i}]`;
    const block = decodeSharedBlock(wire, inner, unmapped);
    if (block !== undefined && block.kind !== "text") throw invalid(`${inner}.type`, "must be 'text' here.");
    return block === undefined ? [] : [block];
  });
}

function decodeContent(
  message: JsonObject,
  role: Message["role"],
  messagePath: string,
  history: ToolHistory,
  unmapped: string[],
): Block[] {
  const path = at(messagePath, "content");
  const value = required(message, "content", (content) => content, messagePath);
  if (role === "system") return systemBlocks(value, path, unmapped);
  const decodeBlock = role === "user" ? decodeUserBlock : decodeAssistantBlock;
  const read = contentBlocks(value, path).flatMap((wire, i) => {
    const block = decodeBlock(wire, typeof value === "string" ? path : `${path}[${i}]`, history, unmapped);
    return block === undefined ? [] : [block];
  });
  return bearingState(read);
}

function decodeUserBlock(wire: JsonObject, path: string, history: ToolHistory, unmapped: string[]): Block | undefined {
  if (wire["type"] === "tool_result") return decodeResult(wire, path, history, unmapped);
  if (wire["type"] === "tool_use") throw invalid(at(path, "type"), "'tool_use' belongs to assistant messages.");
  return decodeSharedBlock(wire, path, unmapped);
}

function decodeResult(wire: JsonObject, path: string, history: ToolHistory, unmapped: string[]): ToolResultBlock {
  const toolCallId = required(wire, "tool_use_id", nameAt, path);
  history.result(toolCallId, at(path, "tool_use_id"));
  const inner = at(path, "content");
  const content = contentBlocks(wire["content"] ?? [], inner).flatMap((item, i) => {
    const block = decodeSharedBlock(item, `${inner}[${i}]`, unmapped);
    return block === undefined ? [] : [block];
  });
  const cache = decodeCacheMark(wire, path);
  const isError = optional(wire, "is_error", booleanAt, path);
  return {
    kind: "tool-result",
    toolCallId,
    content,
    ...(isError === true ? { isError } : {}),
    ...(cache === undefined ? {} : { cache }),
  };
}

function decodeAssistantBlock(
  wire: JsonObject,
  path: string,
  history: ToolHistory,
  unmapped: string[],
): Block | { readonly loose: LooseState } | undefined {
  switch (required(wire, "type", nameAt, path)) {
    case "text":
      return decodeSharedBlock(wire, path, unmapped);
    case "tool_use":
      return decodeCall(wire, path, history);
    case "thinking":
      required(wire, "thinking", stringAt, path);
      return readThinking(wire);
    case "redacted_thinking": {
      required(wire, "data", stringAt, path);
      const loose = looseStateIn(wire);
      return loose === undefined ? readThinking(wire) : { loose };
    }
    case "tool_result":
      throw invalid(at(path, "type"), "'tool_result' belongs to user messages.");
    default:
      unmapped.push(path);
      return undefined;
  }
}

function decodeCall(wire: JsonObject, path: string, history: ToolHistory): ToolCallBlock {
  const id = required(wire, "id", nameAt, path);
  history.call(id, at(path, "id"));
  const input = required(wire, "input", objectAt, path);
  const cache = decodeCacheMark(wire, path);
  const call: ToolCallBlock = {
    kind: "tool-call",
    id,
    name: required(wire, "name", nameAt, path),
    arguments: JSON.stringify(input),
  };
  return cache === undefined ? call : { ...call, cache };
}
