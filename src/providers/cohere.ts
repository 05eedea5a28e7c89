import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/** Transcriptions are OpenAI's form with fewer fields, of which `language` is required. */
export const cohere = defineProvider({
  id: "cohere",
  name: "Cohere",
  docs: "https://docs.cohere.com/reference/chat",
  baseUrl: "https://api.cohere.com",
  auth: { kind: "bearer" },
  speaks: [
    { operation: "chat", dialect: "cohere-v2", path: "/v2/chat" },
    { operation: "embed", dialect: "cohere-embeddings", path: "/v2/embed" },
    { operation: "rerank", dialect: "cohere-rerank", path: "/v2/rerank" },
    { operation: "transcribe", dialect: "openai-transcriptions", path: "/v2/audio/transcriptions" },
  ],
  quirks: ["no-return-documents"],
  credential: API_KEY_FIELD,
  environment: ["COHERE_API_KEY", "CO_API_KEY"],
});
