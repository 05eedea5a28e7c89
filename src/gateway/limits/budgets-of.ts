import type { CallerBudget, CallerKey } from "../caller.ts";
import { tagOf } from "./rules-of.ts";

/** The budgets that bind a request with these tags, those by request among them. */
export function budgetsOf({ budgets }: CallerKey, tags: Readonly<Record<string, string>>): readonly CallerBudget[] {
  if (budgets.every(({ scope }) => scope !== "tag")) return budgets;
  return budgets.filter((budget) => budget.scope !== "tag" || tagOf(budget, tags) !== null);
}
