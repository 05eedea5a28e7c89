import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/**
 * Responses: docs, "Responses API". Reranking is left out: its answer lists `data` where the wire has `results`
 * (docs: "Rerank documents"). Images and transcriptions are at other hosts and in other shapes.
 */
export const fireworks = defineProvider({
  id: "fireworks",
  name: "Fireworks AI",
  docs: "https://docs.fireworks.ai/api-reference/post-chatcompletions",
  baseUrl: "https://api.fireworks.ai/inference/v1",
  auth: { kind: "bearer" },
  forwardHeaders: ["anthropic-version", "anthropic-beta"],
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "chat", dialect: "anthropic-messages", path: "/messages" },
    { operation: "chat", dialect: "openai-responses", path: "/responses" },
    { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
  ],
  quirks: ["no-developer-role", "effort-low-medium-high", "no-custom-tools", "no-openai-extras", "no-web-search"],
  credential: API_KEY_FIELD,
  environment: ["FIREWORKS_API_KEY"],
});
