import type { JsonObject } from "./types.ts";

/** A vector that depends on the text alone, unit length, exact in 32-bit floats. */
export function embeddingVector(text: string, dimensions: number): number[] {
  let state = 2_166_136_261;
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 16_777_619) >>> 0;
  const raw = Array.from({ length: dimensions }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  const length = Math.hypot(...raw);
  return raw.map((value) => Math.fround(value / length));
}

/** Little-endian 32-bit floats in base64: what `encoding_format: "base64"` means. */
export function base64Vector(vector: number[]): string {
  return Buffer.from(new Float32Array(vector).buffer).toString("base64");
}

/** Answers an embeddings body: `input` string or list, `encoding_format`, `dimensions`. */
export function embeddingList(body: JsonObject): JsonObject {
  const input = body["input"];
  const texts = Array.isArray(input) && !input.every((item) => typeof item === "number") ? input : [input];
  const dimensions = typeof body["dimensions"] === "number" ? body["dimensions"] : 8;
  const base64 = body["encoding_format"] === "base64";
  const data = texts.map((item, index) => {
    const vector = embeddingVector(typeof item === "string" ? item : JSON.stringify(item ?? ""), dimensions);
    return { object: "embedding", index, embedding: base64 ? base64Vector(vector) : vector };
  });
  const tokens = texts.length * 5;
  return { object: "list", data, model: body["model"] ?? "", usage: { prompt_tokens: tokens, total_tokens: tokens } };
}
