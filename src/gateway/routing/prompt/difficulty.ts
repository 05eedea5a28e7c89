import type { Category } from "./categories.ts";
import type { Scan } from "./scan.ts";

/** Facts of the conversation beside its text. */
export interface Circumstances {
  readonly chars: number;
  readonly turns: number;
  readonly tools: number;
  readonly toolResults: boolean;
  /** The caller asked for much reasoning. */
  readonly thinksHard: boolean;
}

/** Kinds whose length is that of what they are about, and not of the task. */
const LENGTH_SAYS_NOTHING: ReadonlySet<Category> = new Set(["summary", "translation", "classification"]);

/** How hard a question is, 0..1: what its kind says, more or less what is read in it. */
export function difficultyOf(base: number, category: Category, scan: Scan, facts: Circumstances): number {
  const { cues } = scan;
  let difficulty = base;
  difficulty += 0.1 * Math.min(cues.depth, 3);
  difficulty += 0.03 * Math.min(cues.constraint, 5);
  difficulty -= 0.12 * Math.min(cues.ease, 2);
  difficulty += 0.02 * Math.min(scan.listLines, 5);
  if (!LENGTH_SAYS_NOTHING.has(category)) difficulty += Math.min(0.2, 0.05 * Math.log2(1 + facts.chars / 300));
  if (category === "math" && scan.digits > 8) difficulty += 0.05;
  if (facts.tools > 0) difficulty += 0.1;
  if (facts.toolResults) difficulty += 0.05;
  if (facts.thinksHard) difficulty += 0.15;
  difficulty += 0.01 * Math.min(facts.turns - 1, 5);
  return Math.max(0, Math.min(1, difficulty));
}
