import type { Block } from "../../canonical/blocks.ts";
import type { ChatRequest, Message } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { target } from "../test-support.ts";
import { encodeRequest } from "./encode-request.ts";

/** What the tests of this folder build requests of. */

export const user = (...blocks: Block[]): Message => ({ role: "user", blocks });
export const assistant = (...blocks: Block[]): Message => ({ role: "assistant", blocks });
export const text = (value: string): Block => ({ kind: "text", text: value });
export const call = (id: string, args = "{}"): Block => ({ kind: "tool-call", id, name: "f", arguments: args });
export const result = (toolCallId: string, value = "ok"): Block => ({
  kind: "tool-result",
  toolCallId,
  content: value === "" ? [] : [{ kind: "text", text: value }],
});
export const tool = { name: "f", parameters: { type: "object" } };
export const THINKS = { reasoningStyle: "budget" } as const;

export function encode(request: Partial<ChatRequest>, of: Parameters<typeof target>[0] = {}) {
  const full: ChatRequest = { model: "m", messages: [user(text("hi"))], stream: false, unmapped: [], ...request };
  const { body, warnings } = encodeRequest(full, target(of));
  return { body, messages: body["messages"] as JsonObject[], fields: warnings.map((warning) => warning.field) };
}
