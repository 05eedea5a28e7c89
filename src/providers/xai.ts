import { API_KEY_FIELD, defineProvider } from "./provider.ts";

export const xai = defineProvider({
  id: "xai",
  name: "xAI",
  docs: "https://docs.x.ai/docs/api-reference",
  baseUrl: "https://api.x.ai/v1",
  auth: { kind: "bearer" },
  speaks: [{ operation: "chat", dialect: "openai-chat", path: "/chat/completions" }],
  quirks: ["reasoning-outside-completion"],
  credential: API_KEY_FIELD,
  environment: ["XAI_API_KEY"],
});
