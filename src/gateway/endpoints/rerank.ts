import { cohereRerank } from "../../dialects/cohere-rerank/index.ts";
import type { Endpoint } from "../endpoint.ts";

export const rerank: Endpoint = {
  path: "/v1/rerank",
  operation: "rerank",
  dialect: cohereRerank,
  chat: undefined,
};
