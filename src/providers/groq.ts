import { API_KEY_FIELD, defineProvider } from "./provider.ts";

/** Responses are in beta and keep no state (docs: "Responses API"); speech and transcriptions are OpenAI's wire. */
export const groq = defineProvider({
  id: "groq",
  name: "Groq",
  docs: "https://console.groq.com/docs/api-reference",
  baseUrl: "https://api.groq.com/openai/v1",
  auth: { kind: "bearer" },
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "chat", dialect: "openai-responses", path: "/responses" },
    { operation: "speech", dialect: "openai-speech", path: "/audio/speech" },
    { operation: "transcribe", dialect: "openai-transcriptions", path: "/audio/transcriptions" },
  ],
  quirks: [
    "usage-in-x-groq",
    "reasoning-field-reasoning",
    "stop-max-4",
    "no-custom-tools",
    "no-openai-extras",
    "no-web-search",
  ],
  credential: API_KEY_FIELD,
  environment: ["GROQ_API_KEY"],
});
