import type { PromptAnalysis } from "../prompt/analysis.ts";
import { CATEGORY_FACTS } from "../prompt/categories.ts";
import type { Predictor } from "./predictor.ts";
import { byDifficulty } from "./serving.ts";

/** Characters at which the length says "middling". */
const MIDDLING_CHARS = 800;
/**
 * Share of the length in the blend; the rest is what was read in the prompt. Half: on published outcomes of other pairs
 * of models an even blend of length with another signal held best on subjects that neither had seen.
 */
const LENGTH_SHARE = 0.5;

function lengthDifficulty({ chars }: PromptAnalysis): number {
  return chars / (chars + MIDDLING_CHARS);
}

/** By the length of the question alone: the baseline that everything else must beat. */
export const lengthPredictor: Predictor = byDifficulty("length", lengthDifficulty);

/** By the kind of task alone. */
export const categoryPredictor: Predictor = byDifficulty(
  "category",
  ({ category }) => CATEGORY_FACTS[category].difficulty,
);

/** What the analyser read (kind, steps, constraints, code, figures) and the length, evenly. The default. */
export const blendPredictor: Predictor = byDifficulty(
  "blend",
  (prompt) => (1 - LENGTH_SHARE) * prompt.difficulty + LENGTH_SHARE * lengthDifficulty(prompt),
);

/** All of them, by name. */
export const PREDICTORS: readonly Predictor[] = [lengthPredictor, categoryPredictor, blendPredictor];
