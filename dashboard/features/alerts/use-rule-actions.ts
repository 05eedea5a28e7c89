import { useQueryClient } from "@tanstack/react-query";
import type { AlertRule } from "../../../src/client/api.ts";
import { call } from "../../api/call.ts";
import { readAnew, useApiMutation } from "../../api/query.ts";
import { toast, toastError } from "../../ui/toast.tsx";

type Change = Pick<AlertRule, "enabled"> | Pick<AlertRule, "mutedUntil">;

/** What can be done with a rule in its row; each of it can be taken back. */
export function useRuleActions(organizationId: string) {
  const client = useQueryClient();
  const stale = ["getAlertsRules"] as const;
  const change = useApiMutation("patchAlertsRulesById", { stale });
  const remove = useApiMutation("deleteAlertsRulesById", { stale });

  const set = async (rule: AlertRule, body: Change, done: string) => {
    const { enabled, mutedUntil } = rule;
    const before = "enabled" in body ? { enabled } : { mutedUntil };
    try {
      await change.mutateAsync({ path: { id: rule.id }, body });
      const back = (): void => void change.mutateAsync({ path: { id: rule.id }, body: before }).catch(toastError);
      toast(`${rule.name} is ${done}.`, { label: "Undo", run: back });
    } catch (error) {
      toastError(error);
    }
  };
  const restore = async ({ name, kind, scope, thresholds, channels, enabled, mutedUntil }: AlertRule) => {
    if (kind === "test") return;
    await call("postAlertsRules", {
      body: { organizationId, name, kind, scope, thresholds, channels, enabled, mutedUntil },
    });
    await readAnew(client, stale);
  };
  const end = (rule: AlertRule): void =>
    remove.mutate(
      { path: { id: rule.id } },
      {
        onSuccess: () =>
          toast(`${rule.name} is deleted.`, { label: "Undo", run: () => void restore(rule).catch(toastError) }),
        onError: toastError,
      },
    );
  return { set, end };
}
