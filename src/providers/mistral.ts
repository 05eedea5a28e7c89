import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/**
 * Moderations are left out: their results lack `flagged` (SDK type `ModerationObject`), which a caller would read as
 * harmless. Speech has another shape (SDK type `SpeechRequest`: a voice's id, JSON back).
 */
export const mistral = defineProvider({
  id: "mistral",
  name: "Mistral AI",
  docs: "https://docs.mistral.ai/api",
  baseUrl: "https://api.mistral.ai/v1",
  auth: { kind: "bearer" },
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
    { operation: "transcribe", dialect: "openai-transcriptions", path: "/audio/transcriptions" },
  ],
  quirks: [
    "max-tokens-name",
    "no-developer-role",
    "no-stream-options",
    "seed-is-random-seed",
    "tool-choice-any",
    "tool-ids-9-alphanumeric",
    "no-user-field",
    "thinking-in-content",
    "output-dimension-name",
    "no-custom-tools",
    "no-openai-extras",
    "no-web-search",
  ],
  credential: API_KEY_FIELD,
  environment: ["MISTRAL_API_KEY"],
});
