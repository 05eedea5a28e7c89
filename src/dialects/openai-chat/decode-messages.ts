import type { Block, ToolCallBlock, ToolResultBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  arrayAt,
  at,
  invalid,
  isObject,
  nameAt,
  objectAt,
  optional,
  parseObject,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { ToolHistory } from "../tool-history.ts";
import { readSignature } from "./call-signature.ts";
import {
  decodeAssistantContent,
  decodeCacheMark,
  decodeTextContent,
  decodeToolContent,
  decodeUserContent,
} from "./decode-content.ts";
import { readImages } from "./images.ts";
import { readReasoning } from "./reasoning.ts";
import { type MessageState, readDetails } from "./reasoning-details.ts";

const ROLE = wordAt(["developer", "system", "user", "assistant", "tool"]);

const KNOWN = new Set([
  "role",
  "content",
  "name",
  "refusal",
  "tool_calls",
  "tool_call_id",
  "reasoning_content",
  "reasoning",
  "reasoning_details",
  "images",
  // Members of answers that clients send back whole; they ask for nothing.
  "annotations",
  "function_call",
  "cache_control",
]);

/** The conversation; consecutive tool messages become one user message with their results. */
export function decodeMessages(value: unknown, unmapped: string[]): readonly Message[] {
  if (value === undefined || value === null) throw invalid("messages", "is required.");
  const wire = arrayAt(value, "messages");
  if (wire.length === 0) throw invalid("messages", "must have at least one message.");
  const history = new ToolHistory();
  const messages: Message[] = [];
  let results: ToolResultBlock[] | undefined;
  let before: string | undefined;
  for (const [i, item] of wire.entries()) {
    const path = `messages[${i}]`;
    const message = objectAt(item, path);
    const role = required(message, "role", ROLE, path);
    unmapped.push(...unknownMembers(message, KNOWN, path));
    if (role === "tool") {
      const result = decodeResult(message, path, history);
      if (results === undefined) {
        results = [];
        messages.push({ role: "user", blocks: results, path });
      }
      results.push(result);
    } else {
      results = undefined;
      if (role === "assistant" && before !== "assistant") history.close();
      messages.push(decodeMessage(message, role, path, history));
    }
    before = role;
  }
  history.close();
  return messages;
}

type Role = Exclude<ReturnType<typeof ROLE>, "tool">;

function decodeMessage(message: JsonObject, role: Role, path: string, history: ToolHistory): Message {
  const name = optional(message, "name", stringAt, path);
  const content = at(path, "content");
  const value = message["content"];
  const blocks =
    role === "assistant"
      ? decodeAssistant(message, path, history)
      : role === "user"
        ? decodeUserContent(value, content)
        : decodeTextContent(value, content);
  const cache = decodeCacheMark(message, path);
  const last = blocks.at(-1);
  // A mark on the message, as some clients send it, holds up to its end.
  if (cache !== undefined && last !== undefined && last.kind !== "reasoning" && last.kind !== "refusal") {
    blocks[blocks.length - 1] = { ...last, cache };
  }
  return { role: role === "developer" ? "system" : role, blocks, path, ...(name === undefined ? {} : { name }) };
}

function decodeResult(message: JsonObject, path: string, history: ToolHistory): ToolResultBlock {
  const toolCallId = required(message, "tool_call_id", nameAt, path);
  history.result(toolCallId, at(path, "tool_call_id"));
  const cache = decodeCacheMark(message, path);
  const content = decodeToolContent(message["content"], at(path, "content"));
  return { kind: "tool-result", toolCallId, content, ...(cache === undefined ? {} : { cache }) };
}

function decodeAssistant(message: JsonObject, path: string, history: ToolHistory): Block[] {
  const state = readDetails(message["reasoning_details"]);
  const blocks: Block[] = [...readReasoning(message, state)];
  blocks.push(...withState(decodeAssistantContent(message["content"], at(path, "content")), state));
  const refusal = optional(message, "refusal", stringAt, path);
  if (refusal !== undefined && refusal !== "") blocks.push({ kind: "refusal", text: refusal });
  blocks.push(...readImages(message["images"]));
  if (isObject(message["function_call"])) {
    throw invalid(at(path, "function_call"), "is deprecated and has no translation; use 'tool_calls'.");
  }
  for (const [i, item] of (optional(message, "tool_calls", arrayAt, path) ?? []).entries()) {
    const inner = `${path}.tool_calls[${i}]`;
    const wire = objectAt(item, inner);
    const call = decodeCall(wire, inner, history);
    const carry = readSignature(wire) ?? state.calls.get(call.id);
    blocks.push(carry === undefined ? call : { ...call, carry });
  }
  return blocks;
}

/** The last text bears the text's state; state without a text is a text without words. */
function withState(blocks: readonly Block[], { text: carry }: MessageState): readonly Block[] {
  if (carry === undefined) return blocks;
  const last = blocks.findLastIndex((block) => block.kind === "text");
  if (last < 0) return [...blocks, { kind: "text", text: "", carry }];
  return blocks.map((block, i) => (i === last && block.kind === "text" ? { ...block, carry } : block));
}

function decodeCall(call: JsonObject, path: string, history: ToolHistory): ToolCallBlock {
  const id = required(call, "id", nameAt, path);
  history.call(id, at(path, "id"));
  if (call["type"] === "custom") {
    const custom = required(call, "custom", objectAt, path);
    const name = required(custom, "name", nameAt, at(path, "custom"));
    const input = optional(custom, "input", stringAt, at(path, "custom")) ?? "";
    return { kind: "tool-call", id, name, arguments: input, custom: true };
  }
  const inner = at(path, "function");
  const fn = required(call, "function", objectAt, path);
  const name = required(fn, "name", nameAt, inner);
  const text = optional(fn, "arguments", stringAt, inner) ?? "";
  if (text.trim() === "") return { kind: "tool-call", id, name, arguments: "{}" };
  if (parseObject(text) === undefined) throw invalid(at(inner, "arguments"), "must be the JSON text of an object.");
  return { kind: "tool-call", id, name, arguments: text };
}
