import type { Judgement, SemanticEntry } from "./semantic-index.ts";

/** By how much nearer than its last false hit a question must be. */
const MARGIN = 0.01;
/** An entry that was wrong this often is removed. */
const FALSE_HITS_MAX = 2;

/** The similarity a question must have with an entry: the organization's, or more where the entry was wrong before. */
export function requiredSimilarity({ floor }: Pick<SemanticEntry, "floor">, threshold: number): number {
  return Math.max(threshold, floor);
}

/**
 * What is known of an entry after its answer was found wrong for a question of this similarity: a floor above it, or
 * undefined when the entry should go. An answer that was found right changes nothing: a threshold is never lowered below
 * what the organization set.
 */
export function afterFalseHit(entry: Judgement, similarity: number): Judgement | undefined {
  const falseHits = entry.falseHits + 1;
  const floor = Math.max(entry.floor, similarity + MARGIN);
  // Above 1 nothing could ever hit.
  return falseHits >= FALSE_HITS_MAX || floor > 1 ? undefined : { floor, falseHits };
}
