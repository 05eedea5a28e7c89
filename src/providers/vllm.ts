import { defineProvider, OPTIONAL_API_KEY_FIELD } from "./provider.ts";

/**
 * Which extras work (tools, reasoning) depends on the flags the server was started with, and which operations on its
 * model (docs: "Online Serving").
 */
export const vllm = defineProvider({
  id: "vllm",
  name: "vLLM",
  docs: "https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html",
  baseUrl: "http://localhost:8000/v1",
  auth: { kind: "bearer" },
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "chat", dialect: "openai-responses", path: "/responses" },
    { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
    { operation: "rerank", dialect: "cohere-rerank", path: "/rerank" },
    { operation: "transcribe", dialect: "openai-transcriptions", path: "/audio/transcriptions" },
  ],
  quirks: ["no-developer-role", "reasoning-field-reasoning", "no-custom-tools", "no-openai-extras", "no-web-search"],
  credential: OPTIONAL_API_KEY_FIELD,
  environment: ["VLLM_API_KEY"],
  keyless: "with-base-url",
});
