import { openaiImages } from "../../dialects/openai-images/index.ts";
import type { Endpoint } from "../endpoint.ts";

export const imageGenerations: Endpoint = {
  path: "/v1/images/generations",
  operation: "image",
  dialect: openaiImages,
  chat: undefined,
};
