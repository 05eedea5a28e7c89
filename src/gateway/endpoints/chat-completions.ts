import { openaiChat } from "../../dialects/openai-chat/index.ts";
import type { Endpoint } from "../endpoint.ts";

export const chatCompletions: Endpoint = {
  path: "/v1/chat/completions",
  operation: "chat",
  dialect: openaiChat,
  chat: openaiChat,
};
