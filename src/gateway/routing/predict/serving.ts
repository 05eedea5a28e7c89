import type { PromptAnalysis } from "../prompt/analysis.ts";
import { type Learned, NOTHING_LEARNED, type Predicted, type Predictor } from "./predictor.ts";

/** Taken for models without a score: they serve what is easy, and must show themselves before they get more. */
const ASSUMED_QUALITY = 0.3;
/** The score at which a model serves every second prompt of difficulty 0, and of difficulty 1. */
const EASIEST = 0.1;
const HARDEST = 0.85;
/** How sharply quality falls when a prompt asks for more than a model has. */
const STEEPNESS = 8;

/**
 * The chance that a model of a quality serves a prompt of a difficulty well: a logistic curve over the distance, as
 * item response theory has it. Strong models serve nearly everything, weak ones only what is easy.
 */
export function servingChance(quality: number, difficulty: number): number {
  const asked = EASIEST + (HARDEST - EASIEST) * difficulty;
  return 1 / (1 + Math.exp(-STEEPNESS * (quality - asked)));
}

/** A predictor from a reading of the prompt's difficulty, 0..1. */
export function byDifficulty(name: string, difficultyOf: (prompt: PromptAnalysis) => number): Predictor {
  return {
    name,
    predict(prompt: PromptAnalysis, candidates: readonly Predicted[], learned: Learned = NOTHING_LEARNED) {
      const difficulty = difficultyOf(prompt);
      const made = new Float64Array(candidates.length);
      for (let i = 0; i < made.length; i += 1) {
        const { quality, modelId } = candidates[i] as Predicted;
        made[i] = servingChance((quality ?? ASSUMED_QUALITY) + learned(modelId), difficulty);
      }
      return made;
    },
  };
}
