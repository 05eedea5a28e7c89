import { useQueryClient } from "@tanstack/react-query";
import type { Budget } from "../../../src/client/api.ts";
import { call } from "../../api/call.ts";
import { readAnew, useApiMutation } from "../../api/query.ts";
import { toast, toastError } from "../../ui/toast.tsx";

const RULES_MAX = 100;

/**
 * Deletes a budget, with a way back: one that is made again counts what was spent before. It has another id then, so alert
 * rules about the old one are pointed at it.
 */
export function useDeleteBudget(title: string): (budget: Budget) => Promise<void> {
  const client = useQueryClient();
  const remove = useApiMutation("deleteBudgetsById", { stale: ["getBudgets"] });
  const restore = async (budget: Budget): Promise<void> => {
    const { organizationId, name, scope, scopeId, period, limitUsd, hard, allowUnpriced, thresholds } = budget;
    const { budget: again } = await call("postBudgets", {
      body: {
        ...{ organizationId, name, scope, period, limitUsd, hard, allowUnpriced, thresholds },
        ...(scope === "organization" ? {} : { scopeId }),
      },
    });
    const { rules } = await call("getAlertsRules", { query: { organizationId, limit: RULES_MAX } });
    for (const rule of rules.filter((each) => each.scope["budgetId"] === budget.id)) {
      await call("patchAlertsRulesById", {
        path: { id: rule.id },
        body: { scope: { ...rule.scope, budgetId: again.id } },
      });
    }
    await readAnew(client, ["getBudgets", "getAlertsRules"]);
    toast(`${title} is back.`);
  };
  return async (budget) => {
    try {
      await remove.mutateAsync({ path: { id: budget.id } });
      toast(`${title} is deleted.`, { label: "Undo", run: () => void restore(budget).catch(toastError) });
    } catch (error) {
      toastError(error);
    }
  };
}
