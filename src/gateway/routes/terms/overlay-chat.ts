import type { ChatRequest } from "../../../canonical/request.ts";
import { openaiChat } from "../../../dialects/openai-chat/index.ts";
import type { KnownParam } from "./sorted-params.ts";

/** Members that are the caller's alone. */
const NOT_TAKEN: ReadonlySet<string> = new Set(["model", "messages", "stream", "unmapped"]);
/** Each answer of a translation is one. */
const NOT_SAID: ReadonlySet<string> = new Set(["n"]);

/**
 * A request in the canonical form with parameters that its caller's wire has no place for, where it has none: other
 * wires may say them. They are read as a body of chat completions, whose names they have. Throws `invalid_parameters`
 * for values of a wrong type.
 */
export function overlayChat(chat: ChatRequest, params: readonly KnownParam[]): ChatRequest {
  const said = params.filter(({ name }) => !NOT_SAID.has(name)).map(({ name, value }) => [name, value] as const);
  if (said.length === 0) return chat;
  const body = { model: chat.model, messages: [{ role: "user", content: "" }], ...Object.fromEntries(said) };
  const wished = openaiChat.decodeRequest(body);
  const missing = Object.entries(wished).filter(
    ([member, value]) =>
      value !== undefined && !NOT_TAKEN.has(member) && chat[member as keyof ChatRequest] === undefined,
  );
  return { ...chat, ...(Object.fromEntries(missing) as Partial<ChatRequest>) };
}
