import { hash } from "node:crypto";
import type { JsonObject } from "../../dialects/dialect.ts";
import type { InProcessAnswer } from "../provider.ts";

const DEFAULT_DIMENSIONS = 256;
const MAX_DIMENSIONS = 4_096;
const CHARS_PER_TOKEN = 4;

/**
 * Answers an embeddings request with vectors that depend on the words of the text only: the same text gives the same
 * vector, and texts that share words are near each other.
 */
export function answerEmbeddings(body: JsonObject, answer: InProcessAnswer): void {
  const { input, dimensions } = body;
  const inputs = inputsOf(input);
  const size = typeof dimensions === "number" ? Math.min(Math.max(1, Math.floor(dimensions)), MAX_DIMENSIONS) : DEFAULT_DIMENSIONS;
  const data = inputs.map((text, index) => {
    const vector = vectorOf(text, size);
    const embedding = body["encoding_format"] === "base64" ? base64Of(vector) : [...vector];
    return { object: "embedding", index, embedding };
  });
  const tokens = inputs.reduce((sum, text) => sum + Math.ceil(text.length / CHARS_PER_TOKEN), 0);
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  answer.head(200, { "content-type": "application/json" });
  answer.write(JSON.stringify({ object: "list", data, model: body["model"], usage }));
  answer.end();
}

/** One text for each input; token ids stand for themselves. */
function inputsOf(input: unknown): string[] {
  if (!Array.isArray(input)) return [String(input)];
  if (input.every((one) => typeof one === "number")) return [input.join(" ")];
  return input.map((one) => (Array.isArray(one) ? one.join(" ") : String(one)));
}

function vectorOf(text: string, size: number): Float32Array {
  const vector = new Float32Array(size);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [""]) {
    const digest = hash("sha256", word, "buffer");
    for (let i = 0; i < size; i += 1) {
      const byte = digest[i % digest.length] ?? 0;
      vector[i] = (vector[i] ?? 0) + (((byte * (i + 1) * 2_654_435_761) >>> 16) % 255) / 127.5 - 1;
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function base64Of(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}
