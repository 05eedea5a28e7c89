import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/**
 * No request header of the caller is passed on: `openai-organization` and `openai-project` choose whom the vendor
 * bills, and that is the credential's business.
 */
export const openai = defineProvider({
  id: "openai",
  name: "OpenAI",
  docs: "https://developers.openai.com/api/reference",
  baseUrl: "https://api.openai.com/v1",
  auth: { kind: "bearer" },
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "chat", dialect: "openai-responses", path: "/responses" },
    { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
    { operation: "image", dialect: "openai-images", path: "/images/generations" },
    { operation: "image-edit", dialect: "openai-image-edits", path: "/images/edits" },
    { operation: "moderate", dialect: "openai-moderations", path: "/moderations" },
    { operation: "speech", dialect: "openai-speech", path: "/audio/speech" },
    { operation: "transcribe", dialect: "openai-transcriptions", path: "/audio/transcriptions" },
  ],
  quirks: ["max-completion-tokens-name", "stop-max-4"],
  credential: API_KEY_FIELD,
  environment: ["OPENAI_API_KEY"],
});
