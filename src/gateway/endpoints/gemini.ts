import { gemini } from "../../dialects/gemini/index.ts";
import { JsonArrayStream } from "../../dialects/gemini/json-array.ts";
import { geminiCountTokens } from "../../dialects/gemini-count-tokens/index.ts";
import { geminiEmbedContent } from "../../dialects/gemini-embeddings/embed-content.ts";
import { geminiEmbeddings } from "../../dialects/gemini-embeddings/index.ts";
import type { Endpoint, EndpointCall } from "../endpoint.ts";

/** Gemini's conversations, both methods. */
const generateContent: Endpoint = {
  path: "/v1beta/models/{model}:generateContent",
  operation: "chat",
  dialect: gemini,
  chat: gemini,
  reshape: (query) => (new URLSearchParams(query).get("alt") === "sse" ? undefined : new JsonArrayStream()),
};

const countTokens: Endpoint = {
  path: "/v1beta/models/{model}:countTokens",
  operation: "count-tokens",
  dialect: geminiCountTokens,
  chat: undefined,
};

const embedContent: Endpoint = {
  path: "/v1beta/models/{model}:embedContent",
  operation: "embed",
  dialect: geminiEmbedContent,
  chat: undefined,
};

const batchEmbedContents: Endpoint = {
  path: "/v1beta/models/{model}:batchEmbedContents",
  operation: "embed",
  dialect: geminiEmbeddings,
  chat: undefined,
};

/** By the method at the path's end. */
const METHODS: ReadonlyMap<string, { readonly endpoint: Endpoint; readonly stream: boolean }> = new Map([
  ["generateContent", { endpoint: generateContent, stream: false }],
  ["streamGenerateContent", { endpoint: generateContent, stream: true }],
  ["countTokens", { endpoint: countTokens, stream: false }],
  ["embedContent", { endpoint: embedContent, stream: false }],
  ["batchEmbedContents", { endpoint: batchEmbedContents, stream: false }],
]);

/**
 * Clients of either API version are served; newer ones of Google's own ask for `/v1`. Some take a name with a slash for a
 * path of its own and leave `models/` out.
 */
const PATH = /^\/v1(?:beta)?\/(?:models\/)?(.+):([A-Za-z]+)$/;

/** A call of Gemini's own API; undefined for any other path. */
export function findGeminiCall(path: string): EndpointCall | undefined {
  const [, model, method] = PATH.exec(path) ?? [];
  const found = method === undefined ? undefined : METHODS.get(method);
  if (found === undefined || model === undefined) return undefined;
  return { endpoint: found.endpoint, named: { model: decoded(model), stream: found.stream } };
}

/** Broken percent-encoding is a name that no model has. */
function decoded(model: string): string {
  try {
    return decodeURIComponent(model);
  } catch {
    return model;
  }
}
