import { anthropicCountTokens } from "./anthropic-count-tokens/index.ts";
import { anthropicMessages } from "./anthropic-messages/index.ts";
import type { ChatDialect, Dialect, DialectId } from "./dialect.ts";
import { openaiChat } from "./openai-chat/index.ts";
import { openaiEmbeddings } from "./openai-embeddings/index.ts";

const ALL: Readonly<Record<DialectId, Dialect>> = {
  "openai-chat": openaiChat,
  "anthropic-messages": anthropicMessages,
  "openai-embeddings": openaiEmbeddings,
  "anthropic-count-tokens": anthropicCountTokens,
};

const CHAT: Readonly<Partial<Record<DialectId, ChatDialect>>> = {
  "openai-chat": openaiChat,
  "anthropic-messages": anthropicMessages,
};

export function dialectById(id: DialectId): Dialect {
  return ALL[id];
}

/** The dialect of a conversation wire; undefined for wires that are only relayed. */
export function chatDialectById(id: DialectId): ChatDialect | undefined {
  return CHAT[id];
}
