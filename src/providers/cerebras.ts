import { API_KEY_FIELD, defineProvider } from "./provider.ts";

export const cerebras = defineProvider({
  id: "cerebras",
  name: "Cerebras",
  docs: "https://inference-docs.cerebras.ai/api-reference/chat-completions",
  baseUrl: "https://api.cerebras.ai/v1",
  auth: { kind: "bearer" },
  speaks: [{ operation: "chat", dialect: "openai-chat", path: "/chat/completions" }],
  quirks: [
    "no-developer-role",
    "reasoning-field-reasoning",
    "stop-max-4",
    "no-custom-tools",
    "no-openai-extras",
    "no-web-search",
  ],
  credential: API_KEY_FIELD,
  environment: ["CEREBRAS_API_KEY"],
});
