import type { DecodedRequest } from "../exchange.ts";
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
  /**
   * Set while it is open which of the targets goes first: a routing that needs what admission tells, or asks somebody.
   * `left` are the targets that admission let through.
   */
  readonly select?: ((left: Plan, request: DecodedRequest) => Plan | Promise<Plan>) | undefined;
  /** What was compared, for the record; undefined where there was no choice. */
  decision?(): DecisionRecord | undefined;
}
