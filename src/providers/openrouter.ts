import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/** Responses are in beta and keep no state (docs: "Responses API Beta"); reranking is Cohere's wire (docs: "Rerank"). */
export const openrouter = defineProvider({
  id: "openrouter",
  name: "OpenRouter",
  docs: "https://openrouter.ai/docs/api-reference/overview",
  baseUrl: "https://openrouter.ai/api/v1",
  auth: { kind: "bearer" },
  forwardHeaders: ["anthropic-version", "anthropic-beta"],
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "chat", dialect: "anthropic-messages", path: "/messages" },
    { operation: "chat", dialect: "openai-responses", path: "/responses" },
    { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
    { operation: "rerank", dialect: "cohere-rerank", path: "/rerank" },
  ],
  quirks: ["reasoning-field-reasoning", "no-custom-tools"],
  credential: API_KEY_FIELD,
  environment: ["OPENROUTER_API_KEY"],
});
