import { anthropicCountTokens } from "../../dialects/anthropic-count-tokens/index.ts";
import type { Endpoint } from "../endpoint.ts";

export const countTokens: Endpoint = {
  path: "/v1/messages/count_tokens",
  operation: "count-tokens",
  dialect: anthropicCountTokens,
  chat: undefined,
};
