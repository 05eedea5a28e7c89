import type { Block, ImageBlock, TextBlock, ToolCallBlock, ToolResultBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import { readDataUrl } from "../data-url.ts";
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
import { decodeDocument } from "./decode-documents.ts";
import { readThinking } from "./thinking.ts";

const ROLE = wordAt(["system", "user", "assistant", "tool"]);

const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  system: new Set(["role", "content"]),
  user: new Set(["role", "content"]),
  // Citations are members of answers that clients send back whole; they ask for nothing.
  assistant: new Set(["role", "content", "tool_plan", "tool_calls", "citations"]),
  tool: new Set(["role", "content", "tool_call_id"]),
};

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
    unmapped.push(...unknownMembers(message, KNOWN[role] ?? new Set(), path));
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
      messages.push({ role, blocks: decodeBlocks(message, role, path, history), path });
    }
    before = role;
  }
  history.close();
  return messages;
}

function decodeBlocks(
  message: JsonObject,
  role: "system" | "user" | "assistant",
  path: string,
  history: ToolHistory,
): Block[] {
  const inner = at(path, "content");
  if (role === "assistant") return decodeAssistant(message, path, history);
  const decodePart = role === "user" ? decodeUserPart : decodeTextPart;
  return parts(
    required(message, "content", (content) => content, path),
    inner,
  ).map(([part, where]) => decodePart(part, where));
}

/** Content as parts: a string, one part, or a list of them. */
function parts(value: unknown, path: string): readonly (readonly [JsonObject, string])[] {
  if (typeof value === "string") return value === "" ? [] : [[{ type: "text", text: value }, path]];
  if (isObject(value)) return [[value, path]];
  return arrayAt(value, path).map((item, i) => [objectAt(item, `${path}[${i}]`), `${path}[${i}]`]);
}

function decodeTextPart(part: JsonObject, path: string): TextBlock {
  required(part, "type", wordAt(["text"]), path);
  return { kind: "text", text: required(part, "text", stringAt, path) };
}

function decodeUserPart(part: JsonObject, path: string): TextBlock | ImageBlock {
  const type = required(part, "type", wordAt(["text", "image_url"]), path);
  if (type === "text") return decodeTextPart(part, path);
  const image = required(part, "image_url", objectAt, path);
  const inner = at(path, "image_url");
  const url = required(image, "url", nameAt, inner);
  const detail = optional(image, "detail", wordAt(["auto", "low", "high"]), inner);
  const extra = detail === undefined ? {} : { detail };
  if (/^https?:\/\//i.test(url)) return { kind: "image", source: { kind: "url", url }, ...extra };
  const inline = readDataUrl(url);
  if (inline === undefined) throw invalid(at(inner, "url"), "must be an http(s) URL or a base64 data URL.");
  return { kind: "image", source: { kind: "data", ...inline }, ...extra };
}

function decodeAssistant(message: JsonObject, path: string, history: ToolHistory): Block[] {
  const { content } = message;
  const blocks: Block[] = [];
  for (const [part, where] of content === undefined || content === null ? [] : parts(content, at(path, "content"))) {
    const type = required(part, "type", wordAt(["text", "thinking"]), where);
    if (type === "text") blocks.push(decodeTextPart(part, where));
    else blocks.push(readThinking(required(part, "thinking", stringAt, where)));
  }
  const plan = optional(message, "tool_plan", stringAt, path);
  if (plan !== undefined && plan !== "") blocks.push({ kind: "text", text: plan });
  for (const [i, item] of (optional(message, "tool_calls", arrayAt, path) ?? []).entries()) {
    blocks.push(decodeCall(item, `${path}.tool_calls[${i}]`, history));
  }
  return blocks;
}

function decodeCall(value: unknown, path: string, history: ToolHistory): ToolCallBlock {
  const call = objectAt(value, path);
  const id = required(call, "id", nameAt, path);
  history.call(id, at(path, "id"));
  const inner = at(path, "function");
  const fn = required(call, "function", objectAt, path);
  const name = required(fn, "name", nameAt, inner);
  const text = optional(fn, "arguments", stringAt, inner) ?? "";
  if (text.trim() === "") return { kind: "tool-call", id, name, arguments: "{}" };
  if (parseObject(text) === undefined) throw invalid(at(inner, "arguments"), "must be the JSON text of an object.");
  return { kind: "tool-call", id, name, arguments: text };
}

function decodeResult(message: JsonObject, path: string, history: ToolHistory): ToolResultBlock {
  const toolCallId = required(message, "tool_call_id", nameAt, path);
  history.result(toolCallId, at(path, "tool_call_id"));
  const { content } = message;
  const list = content === undefined || content === null ? [] : parts(content, at(path, "content"));
  return {
    kind: "tool-result",
    toolCallId,
    content: list.map(([part, where]) => {
      const type = required(part, "type", wordAt(["text", "document"]), where);
      return type === "text" ? decodeTextPart(part, where) : decodeDocument(part["document"], at(where, "document"));
    }),
  };
}
