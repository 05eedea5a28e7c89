import { anthropicTexts } from "./anthropic-messages/texts.ts";
import { cohereRerankTexts } from "./cohere-rerank/texts.ts";
import type { DialectId } from "./dialect.ts";
import { geminiTexts } from "./gemini/texts.ts";
import { geminiCountTokensTexts } from "./gemini-count-tokens/texts.ts";
import { geminiEmbeddingsTexts } from "./gemini-embeddings/texts.ts";
import { openaiChatTexts } from "./openai-chat/texts.ts";
import { openaiEmbeddingsTexts } from "./openai-embeddings/texts.ts";
import { openaiImagesTexts } from "./openai-images/texts.ts";
import { openaiModerationsTexts } from "./openai-moderations/texts.ts";
import { openaiResponsesTexts } from "./openai-responses/texts.ts";
import { openaiSpeechTexts } from "./openai-speech/texts.ts";
import { openaiTranscriptionsTexts } from "./openai-transcriptions/texts.ts";
import type { DialectTexts } from "./text-slots.ts";

/** One for every wire that callers speak: see the registry of dialects. */
const TEXTS: Readonly<Partial<Record<DialectId, DialectTexts>>> = {
  "openai-chat": openaiChatTexts,
  "openai-responses": openaiResponsesTexts,
  "anthropic-messages": anthropicTexts,
  "anthropic-count-tokens": { requestTexts: anthropicTexts.requestTexts, answerTexts: () => [] },
  gemini: geminiTexts,
  "gemini-count-tokens": geminiCountTokensTexts,
  "gemini-embeddings": geminiEmbeddingsTexts,
  "gemini-embed-content": geminiEmbeddingsTexts,
  "openai-embeddings": openaiEmbeddingsTexts,
  "openai-images": openaiImagesTexts,
  "openai-image-edits": openaiImagesTexts,
  "openai-moderations": openaiModerationsTexts,
  "cohere-rerank": cohereRerankTexts,
  "openai-speech": openaiSpeechTexts,
  "openai-transcriptions": openaiTranscriptionsTexts,
};

/** Where texts stand in a wire that callers speak. Throws for one that providers alone speak. */
export function textsOf(id: DialectId): DialectTexts {
  const texts = TEXTS[id];
  if (texts === undefined) throw new Error(`The texts of the wire '${id}' are not known: callers do not speak it.`);
  return texts;
}
