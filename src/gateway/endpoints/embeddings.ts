import { openaiEmbeddings } from "../../dialects/openai-embeddings/index.ts";
import type { Endpoint } from "../endpoint.ts";

export const embeddings: Endpoint = {
  path: "/v1/embeddings",
  operation: "embed",
  dialect: openaiEmbeddings,
  chat: undefined,
};
