import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/** The Gemini API. Images and speech are answers of a conversation with another modality: the same method. */
export const googleAiStudio = defineProvider({
  id: "google-ai-studio",
  name: "Google AI Studio",
  docs: "https://ai.google.dev/api",
  baseUrl: "https://generativelanguage.googleapis.com/v1beta",
  auth: { kind: "header", name: "x-goog-api-key" },
  speaks: [
    {
      operation: "chat",
      dialect: "gemini",
      path: "/models/{model}:generateContent",
      // Without `alt=sse` a JSON array arrives instead of a stream.
      streamPath: "/models/{model}:streamGenerateContent?alt=sse",
    },
    { operation: "count-tokens", dialect: "gemini-count-tokens", path: "/models/{model}:countTokens" },
    { operation: "embed", dialect: "gemini-embeddings", path: "/models/{model}:batchEmbedContents" },
    { operation: "embed", dialect: "gemini-embed-content", path: "/models/{model}:embedContent" },
    { operation: "image", dialect: "gemini-images", path: "/models/{model}:generateContent" },
    { operation: "image-edit", dialect: "gemini-images", path: "/models/{model}:generateContent" },
    { operation: "speech", dialect: "gemini-speech", path: "/models/{model}:generateContent" },
  ],
  quirks: [],
  credential: API_KEY_FIELD,
  environment: ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY"],
});
