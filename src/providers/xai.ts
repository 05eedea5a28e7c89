import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/** The vendor recommends Responses over chat. Edits of images are JSON here, not the form of the wire: left out. */
export const xai = defineProvider({
  id: "xai",
  name: "xAI",
  docs: "https://docs.x.ai/docs/api-reference",
  baseUrl: "https://api.x.ai/v1",
  auth: { kind: "bearer" },
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "chat", dialect: "openai-responses", path: "/responses" },
    { operation: "image", dialect: "openai-images", path: "/images/generations" },
  ],
  quirks: ["reasoning-outside-completion", "no-custom-tools", "no-web-search"],
  credential: API_KEY_FIELD,
  environment: ["XAI_API_KEY"],
});
