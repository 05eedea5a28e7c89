import type { PromptAnalysis } from "../prompt/analysis.ts";

/** What a prediction knows of a candidate. */
export interface Predicted {
  readonly modelId: string;
  /** The catalogue's score, 0..1; null: none. */
  readonly quality: number | null;
}

/** Says how well each candidate would serve a prompt. Pure, quick and without a network: it runs with every request. */
export interface Predictor {
  readonly name: string;
  /** A quality of 0..1 for each candidate, in their order. */
  predict(prompt: PromptAnalysis, candidates: readonly Predicted[], learned: Learned): Float64Array;
}

/** What feedback and outcomes taught of a model in a kind of task: added to its score. */
export type Learned = (modelId: string) => number;

export const NOTHING_LEARNED: Learned = () => 0;
