import { hash } from "node:crypto";
import type { JsonObject } from "../../dialects/dialect.ts";
import { fail } from "../../errors/gateway-error.ts";
import { openaiErrorBody } from "../../errors/render.ts";
import type { InProcessAnswer } from "../provider.ts";

const DEFAULT_DIMENSIONS = 256;
const MAX_DIMENSIONS = 4_096;
const CHARS_PER_TOKEN = 4;
/** As OpenAI's; each input costs a vector, so that a small body could ask for more memory than there is. */
const MAX_INPUTS = 2_048;
/** What of a text goes into its vector: the rest would hold up every other request. */
const MAX_VECTOR_CHARS = 32_768;
const JSON_TYPE = { "content-type": "application/json" };

/**
 * Answers an embeddings request with vectors that depend on the words of the text only: the same text gives the same
 * vector, and texts that share words are near each other.
 */
export function answerEmbeddings(body: JsonObject, answer: InProcessAnswer): void {
  const { input, dimensions = body["vector_size"] } = body;
  if (Array.isArray(input) && input.length > MAX_INPUTS && typeof input[0] !== "number") {
    tooMany(answer);
    return;
  }
  const inputs = inputsOf(input);
  const size =
    typeof dimensions === "number" ? Math.min(Math.max(1, Math.floor(dimensions)), MAX_DIMENSIONS) : DEFAULT_DIMENSIONS;
  const data = inputs.map((text, index) => {
    const vector = vectorOf(text, size);
    const embedding = body["encoding_format"] === "base64" ? base64Of(vector) : [...vector];
    return { object: "embedding", index, embedding };
  });
  const tokens = inputs.reduce((sum, text) => sum + Math.ceil(text.length / CHARS_PER_TOKEN), 0);
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  answer.head(200, JSON_TYPE);
  answer.write(JSON.stringify({ object: "list", data, model: body["model"], usage }));
  answer.end();
}

function tooMany(answer: InProcessAnswer): void {
  const error = fail("invalid_parameters", {
    param: "input",
    message: `'input' may have ${MAX_INPUTS} texts at most.`,
  });
  answer.head(error.status, JSON_TYPE);
  answer.write(JSON.stringify(openaiErrorBody(error)));
  answer.end();
}

/** One text for each input; token ids stand for themselves. */
function inputsOf(input: unknown): string[] {
  if (!Array.isArray(input)) return [wordsOf(input)];
  if (input.every((one) => typeof one === "number")) return [wordsOf(input)];
  return input.map(wordsOf);
}

/** Only texts and numbers have words: an object's own `toString` may be anything, even no function. */
function wordsOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (!Array.isArray(value)) return "";
  return value.filter((one) => typeof one === "string" || typeof one === "number").join(" ");
}

function vectorOf(text: string, size: number): Float32Array {
  const vector = new Float32Array(size);
  for (const word of text
    .slice(0, MAX_VECTOR_CHARS)
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [""]) {
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
