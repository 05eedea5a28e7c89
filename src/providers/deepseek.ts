import { API_KEY_FIELD, defineProvider } from "./provider.ts";

export const deepseek = defineProvider({
  id: "deepseek",
  name: "DeepSeek",
  docs: "https://api-docs.deepseek.com",
  baseUrl: "https://api.deepseek.com",
  auth: { kind: "bearer" },
  forwardHeaders: ["anthropic-version", "anthropic-beta"],
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "chat", dialect: "anthropic-messages", path: "/anthropic/v1/messages" },
  ],
  quirks: [
    "max-tokens-name",
    "no-developer-role",
    "json-object-only",
    "replay-reasoning",
    "thinking-type-toggle",
    "usage-prompt-cache-hit",
    "no-custom-tools",
    "no-openai-extras",
    "no-web-search",
  ],
  credential: API_KEY_FIELD,
  environment: ["DEEPSEEK_API_KEY"],
});
