import type { Execution } from "./execution.ts";
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
}
