import { useForm } from "react-hook-form";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { PLAN_WORDS, PLANS, type Plan } from "./plans.ts";

export interface PlanFormProps {
  readonly organizationId: string;
  /** The present one; null when it is not known. */
  readonly plan: Plan | null;
}

/** The plan that an organization is on: what rates it has. */
export function PlanForm({ organizationId, plan }: PlanFormProps) {
  const change = useApiMutation("patchBillingPlan", { stale: ["getBilling", "getAuthMe"] });
  const { register, handleSubmit, watch } = useForm<{ plan: Plan }>({ defaultValues: { plan: plan ?? "free" } });
  const set = (next: Plan) => change.mutateAsync({ body: { organizationId, plan: next } });
  const submit = handleSubmit(async (typed) => {
    await set(typed.plan);
    const undo = plan === null ? undefined : { label: "Undo", run: () => void set(plan).catch(toastError) };
    toast(`The plan is ${PLANS[typed.plan]} now.`, undo);
  });
  return (
    <Card title="Plan">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        <p className="text-sm text-muted">It decides which rates the organization’s requests may have.</p>
        {change.error && <Notice tone="bad">{change.error.message}</Notice>}
        <Field label="Plan">
          <Select {...register("plan")}>
            {PLAN_WORDS.map((each) => (
              <option key={each} value={each}>
                {PLANS[each]}
              </option>
            ))}
          </Select>
        </Field>
        <div>
          <Button type="submit" size="md" pending={change.isPending} disabled={watch("plan") === plan}>
            Set plan
          </Button>
        </div>
      </form>
    </Card>
  );
}
