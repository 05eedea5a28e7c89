import { anthropicMessages } from "../../dialects/anthropic-messages/index.ts";
import type { Endpoint } from "../endpoint.ts";

export const messages: Endpoint = {
  path: "/v1/messages",
  operation: "chat",
  dialect: anthropicMessages,
  chat: anthropicMessages,
};
