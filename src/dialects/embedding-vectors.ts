/** A vector of an answer. Throws for anything but numbers: what is written from it would be a wrong vector. */
export function vectorAt(value: unknown): readonly number[] {
  if (!Array.isArray(value) || value.length === 0) throw new TypeError("a vector is missing");
  for (const one of value) if (typeof one !== "number") throw new TypeError("a vector holds something but numbers");
  return value as number[];
}

/** A list of vectors with at least one. */
export function vectorsAt(value: unknown): (readonly number[])[] {
  if (!Array.isArray(value) || value.length === 0) throw new TypeError("the answer has no vectors");
  return value.map(vectorAt);
}
