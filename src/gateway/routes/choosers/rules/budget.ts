import { type Decider, NOTHING_FITS } from "../decider.ts";
import type { BudgetRule } from "../routing-rule.ts";

/** By the share of the route's budget that is used; the highest threshold that is reached. */
export function budgetDecider({ output_mapping: mapping }: BudgetRule): Decider {
  const sorted = mapping.toSorted((a, b) => b.conditions.threshold - a.conditions.threshold);
  return {
    when: "admitted",
    decide: ({ budgetUsed }) => {
      if (budgetUsed === undefined) return { undecided: "the route has no budget" };
      const hit = sorted.find(({ conditions }) => conditions.threshold <= budgetUsed);
      if (hit === undefined) return NOTHING_FITS;
      return { modelId: hit.model_id, reason: `budget used to ${hit.conditions.threshold} or more` };
    },
  };
}
