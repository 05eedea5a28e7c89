import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/** The base URL has no version segment. */
export const perplexity = defineProvider({
  id: "perplexity",
  name: "Perplexity",
  docs: "https://docs.perplexity.ai/api-reference/chat-completions-post",
  baseUrl: "https://api.perplexity.ai",
  auth: { kind: "bearer" },
  speaks: [{ operation: "chat", dialect: "openai-chat", path: "/chat/completions" }],
  quirks: [
    "max-tokens-name",
    "no-developer-role",
    "no-tools",
    "reasoning-outside-completion",
    "strict-alternation",
    "no-custom-tools",
    "no-openai-extras",
  ],
  credential: API_KEY_FIELD,
  environment: ["PERPLEXITY_API_KEY"],
});
