import { openaiModerations } from "../../dialects/openai-moderations/index.ts";
import type { Endpoint } from "../endpoint.ts";

export const moderations: Endpoint = {
  path: "/v1/moderations",
  operation: "moderate",
  dialect: openaiModerations,
  chat: undefined,
};
