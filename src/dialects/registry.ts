import { anthropicCountTokens } from "./anthropic-count-tokens/index.ts";
import { anthropicMessages } from "./anthropic-messages/index.ts";
import { bedrockConverse } from "./bedrock-converse/index.ts";
import { bedrockEmbeddings } from "./bedrock-embeddings/index.ts";
import { cohereEmbeddings } from "./cohere-embeddings/index.ts";
import { cohereRerank } from "./cohere-rerank/index.ts";
import { cohereV2 } from "./cohere-v2/index.ts";
import type { ChatDialect, Dialect, DialectId, InboundDialect, OperationCaller, OperationProvider } from "./dialect.ts";
import { gemini } from "./gemini/index.ts";
import { geminiCountTokens } from "./gemini-count-tokens/index.ts";
import { geminiEmbedContent } from "./gemini-embeddings/embed-content.ts";
import { geminiEmbeddings } from "./gemini-embeddings/index.ts";
import { geminiImages } from "./gemini-images/index.ts";
import { geminiSpeech } from "./gemini-speech/index.ts";
import { openaiChat } from "./openai-chat/index.ts";
import { openaiEmbeddings } from "./openai-embeddings/index.ts";
import { openaiImageEdits } from "./openai-images/edits.ts";
import { openaiImages } from "./openai-images/index.ts";
import { openaiModerations } from "./openai-moderations/index.ts";
import { openaiResponses } from "./openai-responses/index.ts";
import { openaiSpeech } from "./openai-speech/index.ts";
import { openaiTranscriptions } from "./openai-transcriptions/index.ts";

/** Wires of conversations: each is translated to and from each other. */
const CHAT: Readonly<Partial<Record<DialectId, ChatDialect>>> = {
  "openai-chat": openaiChat,
  "openai-responses": openaiResponses,
  "anthropic-messages": anthropicMessages,
  gemini,
  "bedrock-converse": bedrockConverse,
  "cohere-v2": cohereV2,
};

/** Wires that callers speak. */
const INBOUND: Readonly<Partial<Record<DialectId, InboundDialect>>> = {
  "openai-chat": openaiChat,
  "openai-responses": openaiResponses,
  "anthropic-messages": anthropicMessages,
  gemini,
  "gemini-count-tokens": geminiCountTokens,
  "openai-embeddings": openaiEmbeddings,
  "gemini-embeddings": geminiEmbeddings,
  "gemini-embed-content": geminiEmbedContent,
  "openai-images": openaiImages,
  "openai-image-edits": openaiImageEdits,
  "openai-moderations": openaiModerations,
  "cohere-rerank": cohereRerank,
  "openai-speech": openaiSpeech,
  "openai-transcriptions": openaiTranscriptions,
  "anthropic-count-tokens": anthropicCountTokens,
};

/**
 * Wires of other operations whose requests can be translated to another wire of the same operation. What is missing
 * here is relayed only.
 */
const OPERATION_CALLERS: Readonly<Partial<Record<DialectId, OperationCaller<unknown, unknown>>>> = {
  "openai-embeddings": openaiEmbeddings,
  "gemini-embeddings": geminiEmbeddings,
  "gemini-embed-content": geminiEmbedContent,
  "openai-images": openaiImages,
  "openai-image-edits": openaiImageEdits,
  "openai-speech": openaiSpeech,
};

/** Wires of other operations into which requests are translated. */
const OPERATION_PROVIDERS: Readonly<Partial<Record<DialectId, OperationProvider<unknown, unknown>>>> = {
  "openai-embeddings": openaiEmbeddings,
  "gemini-embeddings": geminiEmbeddings,
  "cohere-embeddings": cohereEmbeddings,
  "bedrock-embeddings": bedrockEmbeddings,
  "gemini-images": geminiImages,
  "gemini-speech": geminiSpeech,
};

const ALL: Readonly<Partial<Record<DialectId, Dialect>>> = { ...INBOUND, ...OPERATION_PROVIDERS, ...CHAT };

/** Every wire of conversations. */
export const CHAT_DIALECTS: readonly ChatDialect[] = Object.values(CHAT);

export function dialectById(id: DialectId): Dialect {
  return found(ALL[id], id);
}

/** The wire as callers speak it. Throws for one that providers alone speak: nothing is relayed in it. */
export function inboundDialectById(id: DialectId): InboundDialect {
  return found(INBOUND[id], id);
}

/** The same; undefined for a wire that providers alone speak. */
export function findInboundDialect(id: DialectId): InboundDialect | undefined {
  return INBOUND[id];
}

/** The dialect of a conversation wire; undefined for wires of other operations. */
export function chatDialectById(id: DialectId): ChatDialect | undefined {
  return CHAT[id];
}

/** A caller's wire of another operation; undefined where it is only relayed. */
export function operationCallerById(id: DialectId): OperationCaller<unknown, unknown> | undefined {
  return OPERATION_CALLERS[id];
}

/** A provider's wire of another operation; undefined where it is only relayed. */
export function operationProviderById(id: DialectId): OperationProvider<unknown, unknown> | undefined {
  return OPERATION_PROVIDERS[id];
}

function found<T>(dialect: T | undefined, id: DialectId): T {
  if (dialect === undefined) throw new Error(`There is no dialect '${id}' of this kind.`);
  return dialect;
}
