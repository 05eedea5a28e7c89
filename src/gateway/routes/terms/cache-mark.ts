import type { ChatRequest, Message } from "../../../canonical/request.ts";
import type { DialectId, JsonObject } from "../../../dialects/dialect.ts";
import { isObject } from "../../../dialects/read.ts";
import type { Target } from "../../routing/target.ts";

/** Most marks that Anthropic takes in a request. */
const MARKS_MOST = 4;
const CLAUDE = /claude/i;

/**
 * Whether a target understands marks of a request in that wire: in others than Anthropic's Claude alone does, and others
 * refuse or warn of them. Chat completions have them where they are relayed.
 */
export function bearsMarks({ dialect, encode, nativeModel }: Target, wire: DialectId): boolean {
  if (dialect === "anthropic-messages") return true;
  if (dialect !== "bedrock-converse" && !(dialect === "openai-chat" && wire === dialect)) return false;
  return CLAUDE.test(nativeModel) || CLAUDE.test(encode.family ?? "");
}

/** Wires whose bodies are marked themselves; in others the canonical form is. */
export function marksBodies(wire: DialectId): boolean {
  return wire === "anthropic-messages" || wire === "openai-chat";
}

/**
 * The body with a mark on the configured prompt, which is its first system text, or else on the end of the caller's own
 * system text. As it is where the caller's marks leave no room, and where there is nothing to mark.
 */
export function markBody(body: JsonObject, wire: DialectId, hasPrompt: boolean, json: string): JsonObject {
  if (json.split('"cache_control"').length > MARKS_MOST) return body;
  if (wire === "anthropic-messages") {
    const system = marked(body["system"], hasPrompt);
    return system === undefined ? body : { ...body, system };
  }
  const messages: readonly unknown[] = Array.isArray(body["messages"]) ? body["messages"] : [];
  const at = hasPrompt ? 0 : messages.findIndex((one) => !isSystem(one)) - 1;
  const message = messages[at];
  const content = isSystem(message) ? marked(message["content"], hasPrompt) : undefined;
  return content === undefined ? body : { ...body, messages: messages.with(at, { ...(message as object), content }) };
}

function isSystem(message: unknown): message is JsonObject {
  return isObject(message) && (message["role"] === "system" || message["role"] === "developer");
}

/** Text or parts with a mark on the first or the last of them; undefined where there is none. */
function marked(content: unknown, first: boolean): unknown[] | undefined {
  const parts: readonly unknown[] = typeof content === "string" ? partsOf(content) : listOf(content);
  const at = first ? 0 : parts.length - 1;
  const part = parts[at];
  if (!isObject(part) || part["type"] !== "text" || part["text"] === "") return undefined;
  return parts.with(at, { cache_control: { type: "ephemeral" }, ...part });
}

function partsOf(text: string): readonly JsonObject[] {
  return text === "" ? [] : [{ type: "text", text }];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The same for a request in the canonical form. */
export function markChat(chat: ChatRequest, hasPrompt: boolean): ChatRequest {
  const at = hasPrompt ? 0 : chat.messages.findIndex(({ role }) => role !== "system") - 1;
  const message = chat.messages[at];
  if (message?.role !== "system") return chat;
  const place = hasPrompt ? 0 : message.blocks.length - 1;
  const block = message.blocks[place];
  if (block?.kind !== "text") return chat;
  const blocks: Message["blocks"] = message.blocks.with(place, { cache: {}, ...block });
  return { ...chat, messages: chat.messages.with(at, { ...message, blocks }) };
}
