import type { DecisionRecord } from "../metering/record.ts";
import type { Execution } from "./execution.ts";
import type { PromptAnalysis } from "./prompt/analysis.ts";
import type { Target } from "./target.ts";

/** What will be tried, in order, and why. */
export interface Plan {
  readonly targets: readonly Target[];
  readonly execution: Execution;
  /** Word for the decision, such as `direct`, `cost_optimized`. */
  readonly strategy: string;
  /** Sentence for the receipt. */
  readonly reason: string;
  readonly candidatesEvaluated: number;
  /** Names the caller's session; undefined: none. */
  readonly session?: string | undefined;
  /** Of the prompt, under `auto`. */
  readonly analysis?: PromptAnalysis | undefined;
  /** What was compared, for the record; undefined where there was no choice. */
  decision?(): DecisionRecord | undefined;
}
