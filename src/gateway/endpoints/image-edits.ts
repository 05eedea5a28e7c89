import { openaiImageEdits } from "../../dialects/openai-images/edits.ts";
import type { Endpoint } from "../endpoint.ts";

export const imageEdits: Endpoint = {
  path: "/v1/images/edits",
  operation: "image-edit",
  dialect: openaiImageEdits,
  chat: undefined,
};
