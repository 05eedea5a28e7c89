import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/** Images, speech, transcriptions: docs, "OpenAI compatibility"; reranking: docs, "Rerank" (Cohere's first shape). */
export const togetherAi = defineProvider({
  id: "together-ai",
  name: "Together AI",
  docs: "https://docs.together.ai/docs/inference/openai-compatibility",
  baseUrl: "https://api.together.ai/v1",
  auth: { kind: "bearer" },
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
    { operation: "image", dialect: "openai-images", path: "/images/generations" },
    { operation: "rerank", dialect: "cohere-rerank", path: "/rerank" },
    { operation: "speech", dialect: "openai-speech", path: "/audio/speech" },
    { operation: "transcribe", dialect: "openai-transcriptions", path: "/audio/transcriptions" },
  ],
  quirks: [
    "max-tokens-name",
    "no-developer-role",
    "reasoning-field-reasoning",
    "no-custom-tools",
    "no-openai-extras",
    "no-web-search",
  ],
  credential: API_KEY_FIELD,
  environment: ["TOGETHER_API_KEY", "TOGETHER_AI_API_KEY"],
});
