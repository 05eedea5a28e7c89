import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/**
 * The older API version is the default because sampling parameters exist in it; a caller who sends a newer one keeps
 * it.
 */
export const anthropic = defineProvider({
  id: "anthropic",
  name: "Anthropic",
  docs: "https://platform.claude.com/docs/en/api/messages",
  baseUrl: "https://api.anthropic.com/v1",
  auth: { kind: "header", name: "x-api-key" },
  headers: { "anthropic-version": "2023-06-01" },
  forwardHeaders: ["anthropic-version", "anthropic-beta"],
  speaks: [
    { operation: "chat", dialect: "anthropic-messages", path: "/messages" },
    { operation: "count-tokens", dialect: "anthropic-count-tokens", path: "/messages/count_tokens" },
  ],
  quirks: [],
  credential: API_KEY_FIELD,
  environment: ["ANTHROPIC_API_KEY"],
});
