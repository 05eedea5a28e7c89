import type { Endpoint, EndpointCall } from "../endpoint.ts";
import { chatCompletions } from "./chat-completions.ts";
import { countTokens } from "./count-tokens.ts";
import { embeddings } from "./embeddings.ts";
import { findGeminiCall } from "./gemini.ts";
import { imageEdits } from "./image-edits.ts";
import { imageGenerations } from "./image-generations.ts";
import { messages } from "./messages.ts";
import { moderations } from "./moderations.ts";
import { rerank } from "./rerank.ts";
import { responses } from "./responses.ts";
import { speech } from "./speech.ts";
import { transcriptions } from "./transcriptions.ts";

/** Every endpoint with a path of its own. */
const ENDPOINTS: readonly Endpoint[] = [
  responses,
  chatCompletions,
  messages,
  countTokens,
  embeddings,
  imageGenerations,
  imageEdits,
  moderations,
  rerank,
  speech,
  transcriptions,
];

const BY_PATH: ReadonlyMap<string, EndpointCall> = new Map(
  ENDPOINTS.map((endpoint) => [endpoint.path, { endpoint, named: undefined }]),
);

/** The endpoint at a path; undefined when the pipeline has none there. */
export function findEndpoint(path: string): EndpointCall | undefined {
  return BY_PATH.get(path) ?? findGeminiCall(path);
}
