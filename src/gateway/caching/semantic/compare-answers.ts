import { featuresOf } from "./features.ts";
import { sameSet } from "./guards/guard.ts";
import { cosine, unitVector } from "./semantic-index.ts";

/** Two answers to one question, in other words, are still this near. */
const SAME_ANSWER_COSINE = 0.8;
/** Enough of an answer to tell. */
const COMPARED_LENGTH = 2_000;

/**
 * Whether two answers say the same: equal, or near in meaning and with the same numbers and negations as far as both are
 * short. Undefined when that cannot be told, as without an embedding.
 */
export async function sameAnswer(
  cached: string,
  live: string,
  embed: (text: string) => Promise<ArrayLike<number>>,
): Promise<boolean | undefined> {
  const [left, right] = [cached.trim().slice(0, COMPARED_LENGTH), live.trim().slice(0, COMPARED_LENGTH)];
  if (left === right) return true;
  if (left === "" || right === "") return undefined;
  if (differInFacts(left, right)) return false;
  try {
    const [a, b] = await Promise.all([embed(left), embed(right)]);
    const [x, y] = [unitVector(a), unitVector(b)];
    return x === undefined || y === undefined ? undefined : cosine(x, y) >= SAME_ANSWER_COSINE;
  } catch {
    return undefined;
  }
}

/** Long answers mention other numbers each time they are written; short ones are their numbers. */
function differInFacts(left: string, right: string): boolean {
  if (Math.max(left.length, right.length) > 200) return false;
  const [a, b] = [featuresOf(left), featuresOf(right)];
  return !sameSet(new Set(a.numbers), new Set(b.numbers)) || a.negations > 0 !== b.negations > 0;
}
