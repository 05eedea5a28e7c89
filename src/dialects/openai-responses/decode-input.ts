import type { Message } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  arrayAt,
  at,
  invalid,
  nameAt,
  objectAt,
  optional,
  parseObject,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { Conversation } from "./conversation.ts";
import { decodeAssistantContent, decodeTextContent, decodeToolOutput, decodeUserContent } from "./decode-content.ts";
import { flatName } from "./namespaces.ts";
import { readReasoning } from "./reasoning.ts";

/** Members with a meaning here, and those of answers that clients send back whole; they ask for nothing. */
const KNOWN = new Set([
  ...["type", "role", "content", "call_id", "name", "namespace", "arguments", "input", "output"],
  ...["summary", "encrypted_content", "result", "output_format"],
  ...["id", "status", "phase", "created_by", "caller", "parsed_arguments", "end_turn"],
  ...["background", "quality", "size", "revised_prompt", "action"],
]);

/** The conversation of `input`. (OpenAI API reference, response input items.) */
export function decodeInput(value: unknown, unmapped: string[]): readonly Message[] {
  if (value === undefined || value === null) throw invalid("input", "is required.");
  if (typeof value === "string") return [{ role: "user", blocks: [{ kind: "text", text: value }], path: "input" }];
  const items = arrayAt(value, "input");
  if (items.length === 0) throw invalid("input", "must have at least one item.");
  const conversation = new Conversation();
  for (const [i, value] of items.entries()) {
    const path = `input[${i}]`;
    const item = objectAt(value, path);
    // Old clients leave the type of a message out.
    const type = optional(item, "type", nameAt, path) ?? (item["role"] === undefined ? "item_reference" : "message");
    const read = READERS.get(type);
    if (read === undefined) throw refusal(type, path);
    read(item, path, conversation, unmapped);
  }
  return conversation.end();
}

type ItemReader = (item: JsonObject, path: string, conversation: Conversation, unmapped: string[]) => void;

const READERS: ReadonlyMap<string, ItemReader> = new Map<string, ItemReader>([
  ["message", readMessage],
  ["reasoning", readReasoningItem],
  ["function_call", readCall],
  ["custom_tool_call", readCustomCall],
  ["function_call_output", readOutput],
  ["custom_tool_call_output", readOutput],
  ["image_generation_call", readImage],
  // That a vendor searched is history; what it found is in the answer.
  ["web_search_call", (_item, path, _conversation, unmapped) => void unmapped.push(path)],
]);

const ROLE = wordAt(["user", "assistant", "system", "developer"]);

function readMessage(item: JsonObject, path: string, conversation: Conversation, unmapped: string[]): void {
  const role = required(item, "role", ROLE, path);
  unmapped.push(...unknownMembers(item, KNOWN, path));
  const content = item["content"];
  const inner = at(path, "content");
  if (content === undefined || content === null) throw invalid(inner, "is required.");
  if (role === "assistant") conversation.say(decodeAssistantContent(content, inner), path);
  else if (role === "user") conversation.add({ role, blocks: decodeUserContent(content, inner), path });
  else conversation.add({ role: "system", blocks: decodeTextContent(content, inner), path });
}

function readReasoningItem(item: JsonObject, path: string, conversation: Conversation, unmapped: string[]): void {
  unmapped.push(...unknownMembers(item, KNOWN, path));
  const read = readReasoning(item);
  if (read === undefined) return;
  if (read.kind === "reasoning") conversation.say([read.block], path);
  else if (read.kind === "call") conversation.noteCallState(read.toolCallId, read.carry);
  else conversation.noteTextState(read.carry, path);
}

function readCall(item: JsonObject, path: string, conversation: Conversation, unmapped: string[]): void {
  unmapped.push(...unknownMembers(item, KNOWN, path));
  const id = required(item, "call_id", nameAt, path);
  const text = optional(item, "arguments", stringAt, path) ?? "";
  if (text.trim() !== "" && parseObject(text) === undefined) {
    throw invalid(at(path, "arguments"), "must be the JSON text of an object.");
  }
  const args = text.trim() === "" ? "{}" : text;
  conversation.call({ kind: "tool-call", id, name: calledName(item, path), arguments: args }, path);
}

function readCustomCall(item: JsonObject, path: string, conversation: Conversation, unmapped: string[]): void {
  unmapped.push(...unknownMembers(item, KNOWN, path));
  const id = required(item, "call_id", nameAt, path);
  const text = required(item, "input", stringAt, path);
  conversation.call({ kind: "tool-call", id, name: calledName(item, path), arguments: text, custom: true }, path);
}

function calledName(item: JsonObject, path: string): string {
  const name = required(item, "name", nameAt, path);
  const namespace = optional(item, "namespace", stringAt, path) ?? "";
  return namespace === "" ? name : flatName(namespace, name);
}

function readOutput(item: JsonObject, path: string, conversation: Conversation, unmapped: string[]): void {
  unmapped.push(...unknownMembers(item, KNOWN, path));
  const toolCallId = required(item, "call_id", nameAt, path);
  const content = decodeToolOutput(item["output"], at(path, "output"));
  conversation.result({ kind: "tool-result", toolCallId, content }, path);
}

function readImage(item: JsonObject, path: string, conversation: Conversation): void {
  const data = optional(item, "result", stringAt, path);
  if (data === undefined || data === "") return;
  const format = optional(item, "output_format", stringAt, path) ?? "png";
  const source = { kind: "data", mediaType: `image/${format}`, data } as const;
  conversation.say([{ kind: "image", source }], path);
}

const REASONS: ReadonlyMap<string, string> = new Map([
  [
    "item_reference",
    "refers to an item that is not stored: send the item itself, or 'previous_response_id' of a stored response.",
  ],
  ["compaction", "holds a conversation in a form that OpenAI alone can read: send the conversation itself."],
  ["compaction_trigger", "asks for a compaction, which has no translation: remove it."],
]);

function refusal(type: string, path: string): Error {
  const reason = REASONS.get(type);
  if (reason !== undefined) return invalid(path, reason);
  return invalid(
    `${path}.type`,
    `'${type}' belongs to a tool that runs at OpenAI or by its protocol, and has no translation: use function tools, or call an OpenAI model.`,
  );
}
