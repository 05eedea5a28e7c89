import { defineProvider, OPTIONAL_API_KEY_FIELD } from "./provider.ts";

/**
 * A local server by default; its cloud is the same wire at `https://ollama.com/v1` and wants a key. Responses keep no
 * state (docs: "OpenAI compatibility").
 */
export const ollama = defineProvider({
  id: "ollama",
  name: "Ollama",
  docs: "https://docs.ollama.com/api/openai-compatibility",
  baseUrl: "http://localhost:11434/v1",
  auth: { kind: "bearer" },
  forwardHeaders: ["anthropic-version", "anthropic-beta"],
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "chat", dialect: "anthropic-messages", path: "/messages" },
    { operation: "chat", dialect: "openai-responses", path: "/responses" },
    { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
  ],
  quirks: [
    "max-tokens-name",
    "no-developer-role",
    "reasoning-field-reasoning",
    "images-inline-only",
    "no-custom-tools",
    "no-openai-extras",
    "no-web-search",
  ],
  credential: OPTIONAL_API_KEY_FIELD,
  environment: ["OLLAMA_API_KEY"],
  keyless: "with-base-url",
});
