import type { Block, CacheMark, Carry, ToolCallBlock, ToolResultBlock } from "../../canonical/blocks.ts";
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
  required,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { ToolHistory } from "../tool-history.ts";
import { textsOf } from "./citations.ts";
import { decodeSharedBlock } from "./decode-content.ts";
import { SERVER_TOOL } from "./decode-response.ts";
import { decodeCachePoint } from "./decode-tools.ts";
import { callStateOf, readReasoning } from "./reasoning.ts";

const ROLE = wordAt(["user", "assistant"]);
const STATUS = wordAt(["success", "error"]);

interface Context {
  readonly unmapped: string[];
  readonly history: ToolHistory;
  /** State of calls that stand further on. */
  readonly states: Map<string, Carry>;
}

/** The system text before the conversation: one message, or none. */
export function decodeSystem(value: unknown, unmapped: string[]): readonly Message[] {
  if (value === undefined || value === null) return [];
  const blocks = decodeBlocks(value, "system", unmapped, (wire, path) => {
    const block = decodeSharedBlock(wire, path, unmapped);
    if (block !== undefined && block.kind !== "text") throw invalid(path, "must be text here.");
    return block;
  });
  return blocks.length === 0 ? [] : [{ role: "system", blocks, path: "system" }];
}

/** The conversation, in the caller's order; calls and results are checked to pair up. */
export function decodeMessages(value: unknown, unmapped: string[]): readonly Message[] {
  if (value === undefined || value === null) throw invalid("messages", "is required.");
  const wire = arrayAt(value, "messages");
  if (wire.length === 0) throw invalid("messages", "must have at least one message.");
  const context: Context = { unmapped, history: new ToolHistory(), states: new Map() };
  let before: string | undefined;
  const messages = wire.map((item, i): Message => {
    const path = `messages[${i}]`;
    const message = objectAt(item, path);
    const role = required(message, "role", ROLE, path);
    unmapped.push(...unknownMembers(message, new Set(["role", "content"]), path));
    if (role === "assistant" && before !== "assistant") context.history.close();
    before = role;
    const content = required(message, "content", arrayAt, path);
    const decodeBlock = role === "user" ? decodeUserBlock : decodeAssistantBlock;
    const blocks = decodeBlocks(content, at(path, "content"), unmapped, (block, where) => {
      return decodeBlock(block, where, context);
    });
    return { role, blocks, path };
  });
  context.history.close();
  return messages;
}

/** Blocks in order; a cache point marks the block before it. */
function decodeBlocks(
  value: unknown,
  path: string,
  unmapped: string[],
  decodeBlock: (wire: JsonObject, path: string) => Block | undefined,
): Block[] {
  const blocks: Block[] = [];
  for (const [i, item] of arrayAt(value, path).entries()) {
    const where = `${path}[${i}]`;
    const wire = objectAt(item, where);
    if (wire["cachePoint"] !== undefined) {
      if (!markLast(blocks, decodeCachePoint(wire, where))) unmapped.push(where);
      continue;
    }
    const block = decodeBlock(wire, where);
    if (block !== undefined) blocks.push(block);
  }
  return blocks;
}

function markLast(blocks: Block[], cache: CacheMark): boolean {
  const last = blocks.at(-1);
  if (last === undefined || last.kind === "reasoning" || last.kind === "refusal") return false;
  blocks[blocks.length - 1] = { ...last, cache };
  return true;
}

function decodeUserBlock(wire: JsonObject, path: string, { history, unmapped }: Context): Block | undefined {
  if (isObject(wire["toolUse"])) throw invalid(path, "is a 'toolUse', which belongs to assistant messages.");
  if (wire["toolResult"] === undefined) return decodeSharedBlock(wire, path, unmapped);
  return decodeResult(required(wire, "toolResult", objectAt, path), at(path, "toolResult"), history, unmapped);
}

function decodeResult(wire: JsonObject, path: string, history: ToolHistory, unmapped: string[]): ToolResultBlock {
  const toolCallId = required(wire, "toolUseId", nameAt, path);
  history.result(toolCallId, at(path, "toolUseId"));
  const inner = at(path, "content");
  const content: ToolResultBlock["content"][number][] = [];
  for (const [i, item] of (optional(wire, "content", arrayAt, path) ?? []).entries()) {
    const where = `${inner}[${i}]`;
    const given = objectAt(item, where);
    const json = given["json"] === undefined ? undefined : JSON.stringify(given["json"]);
    const block =
      json === undefined ? decodeSharedBlock(given, where, unmapped) : { kind: "text" as const, text: json };
    if (block !== undefined) content.push(block);
  }
  const failed = optional(wire, "status", STATUS, path) === "error";
  return { kind: "tool-result", toolCallId, content, ...(failed ? { isError: true } : {}) };
}

function decodeAssistantBlock(wire: JsonObject, path: string, context: Context): Block | undefined {
  if (wire["toolUse"] !== undefined) return decodeCall(required(wire, "toolUse", objectAt, path), path, context);
  // Calls and results of tools that ran at Amazon have no place in other wires.
  if (isObject(wire["toolResult"]) && typeof wire["toolResult"]["type"] !== "string") {
    throw invalid(path, "is a 'toolResult', which belongs to user messages.");
  }
  if (wire["reasoningContent"] !== undefined) {
    const content = required(wire, "reasoningContent", objectAt, path);
    const state = callStateOf(content["redactedContent"]);
    if (state !== undefined) context.states.set(state.toolCallId, state.carry);
    return readReasoning(content);
  }
  if (wire["citationsContent"] !== undefined) {
    const cited = required(wire, "citationsContent", objectAt, path);
    return { kind: "text", text: textsOf(cited["content"]) };
  }
  return decodeSharedBlock(wire, path, context.unmapped);
}

function decodeCall(call: JsonObject, path: string, context: Context): ToolCallBlock | undefined {
  const inner = at(path, "toolUse");
  if (call["type"] === SERVER_TOOL) {
    context.unmapped.push(path);
    return undefined;
  }
  const id = required(call, "toolUseId", nameAt, inner);
  context.history.call(id, at(inner, "toolUseId"));
  const name = required(call, "name", nameAt, inner);
  const input = required(call, "input", objectAt, inner);
  const carry = context.states.get(id);
  const block: ToolCallBlock = { kind: "tool-call", id, name, arguments: JSON.stringify(input) };
  return carry === undefined ? block : { ...block, carry };
}
