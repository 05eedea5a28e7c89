import { expect } from "vitest";
import type { JsonObject } from "../../../dialects/dialect.ts";
import type { ModelTerms } from "../model-terms.ts";
import { withTerms } from "../terms/with-terms.ts";
import { decodedJson } from "./decoded.ts";

/** Paths of the wires that callers speak. */
export const CHAT = "/v1/chat/completions";
export const RESPONSES = "/v1/responses";
export const MESSAGES = "/v1/messages";
export const COUNT = "/v1/messages/count_tokens";
export const GEMINI = "/v1beta/models/p%2Fr:generateContent";
export const GEMINI_COUNT = "/v1beta/models/p%2Fr:countTokens";
export const EMBED = "/v1/embeddings";
export const EMBED_ONE = "/v1beta/models/p%2Fr:embedContent";
export const EMBED_MANY = "/v1beta/models/p%2Fr:batchEmbedContents";
export const LISTEN = "/v1/audio/transcriptions";

export function terms(more: Partial<ModelTerms>): ModelTerms {
  return { params: {}, prompt: undefined, promptCache: false, ...more };
}

export const prompt = (text = "P", role: "system" | "developer" = "system") => ({ role, text });
export const hi = { model: "p/r", messages: [{ role: "user", content: "Hi" }] };
export const claude = { ...hi, max_tokens: 9 };
export const google = { contents: [{ parts: [{ text: "Hi" }] }] };

/** The body that the caller seems to have sent, read from the bytes. */
export async function said(path: string, body: object, more: Partial<ModelTerms>): Promise<JsonObject> {
  const { exchange, request } = await decodedJson(path, body);
  const before = JSON.stringify(request.body);
  const made = withTerms(exchange, request, terms(more));
  expect(JSON.stringify(request.body)).toBe(before);
  expect(made.bytes.toString()).toBe(made.json);
  return JSON.parse(made.json) as JsonObject;
}
