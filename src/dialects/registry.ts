import { anthropicCountTokens } from "./anthropic-count-tokens/index.ts";
import { anthropicMessages } from "./anthropic-messages/index.ts";
import type { ChatDialect, Dialect, DialectId, InboundDialect } from "./dialect.ts";
import { openaiChat } from "./openai-chat/index.ts";
import { openaiEmbeddings } from "./openai-embeddings/index.ts";

/** Wires of conversations: each is translated to and from each other. */
const CHAT: Readonly<Partial<Record<DialectId, ChatDialect>>> = {
  "openai-chat": openaiChat,
  "anthropic-messages": anthropicMessages,
};

/** Wires that callers speak. */
const INBOUND: Readonly<Partial<Record<DialectId, InboundDialect>>> = {
  "openai-chat": openaiChat,
  "anthropic-messages": anthropicMessages,
  "openai-embeddings": openaiEmbeddings,
  "anthropic-count-tokens": anthropicCountTokens,
};

const ALL: Readonly<Partial<Record<DialectId, Dialect>>> = { ...INBOUND, ...CHAT };

export function dialectById(id: DialectId): Dialect {
  return found(ALL[id], id);
}

/** The wire as callers speak it. Throws for one that providers alone speak: nothing is relayed in it. */
export function inboundDialectById(id: DialectId): InboundDialect {
  return found(INBOUND[id], id);
}

/** The dialect of a conversation wire; undefined for wires of other operations. */
export function chatDialectById(id: DialectId): ChatDialect | undefined {
  return CHAT[id];
}

function found<T>(dialect: T | undefined, id: DialectId): T {
  if (dialect === undefined) throw new Error(`There is no dialect '${id}' of this kind.`);
  return dialect;
}
