import { vectorAt } from "../embedding-vectors.ts";
import { isObject } from "../read.ts";

const FLOAT_BYTES = 4;

/** Vectors as this wire writes them: numbers, or 32-bit floats (little-endian) in base64. */
export function writeVector(vector: readonly number[], encoding: unknown): readonly number[] | string {
  if (encoding !== "base64") return vector;
  const bytes = Buffer.allocUnsafe(vector.length * FLOAT_BYTES);
  for (const [i, value] of vector.entries()) bytes.writeFloatLE(value, i * FLOAT_BYTES);
  return bytes.toString("base64");
}

/** The vectors of an answer in the order of its inputs. Throws where there are none. */
export function readVectors(data: unknown): (readonly number[])[] {
  if (!Array.isArray(data) || data.length === 0) throw new TypeError("the answer has no vectors");
  const vectors: (readonly number[])[] = [];
  for (const [i, one] of data.entries()) {
    if (!isObject(one)) throw new TypeError("an entry is no object");
    const { index } = one;
    const at = typeof index === "number" && Number.isInteger(index) && index >= 0 && index < data.length ? index : i;
    vectors[at] = readVector(one["embedding"]);
  }
  if (Object.keys(vectors).length !== data.length) throw new TypeError("a vector is missing");
  return vectors;
}

function readVector(embedding: unknown): readonly number[] {
  if (typeof embedding !== "string") return vectorAt(embedding);
  const bytes = Buffer.from(embedding, "base64");
  const vector: number[] = [];
  for (let at = 0; at + FLOAT_BYTES <= bytes.length; at += FLOAT_BYTES) vector.push(bytes.readFloatLE(at));
  return vector;
}
