import { API_KEY_FIELD, defineProvider } from "./provider.ts";

export const nvidia = defineProvider({
  id: "nvidia",
  name: "NVIDIA NIM",
  docs: "https://docs.api.nvidia.com/nim/reference/llm-apis",
  baseUrl: "https://integrate.api.nvidia.com/v1",
  auth: { kind: "bearer" },
  speaks: [
    { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
    { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
  ],
  quirks: ["max-tokens-name", "no-developer-role", "no-custom-tools", "no-openai-extras", "no-web-search"],
  credential: API_KEY_FIELD,
  environment: ["NVIDIA_API_KEY", "NVIDIA_NIM_API_KEY"],
});
