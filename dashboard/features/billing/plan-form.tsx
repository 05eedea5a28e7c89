import { useForm } from "react-hook-form";
import type { Billing } from "../../../src/client/api.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";

type Plan = Billing["plan"];

const PLANS: readonly Plan[] = ["free", "starter", "pro", "enterprise"];

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
    toast(`The plan is ${typed.plan} now.`, undo);
  });
  return (
    <Card title="Plan">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        <p className="text-sm text-muted">It decides which rates the organization’s requests may have.</p>
        {change.error && <Notice tone="bad">{change.error.message}</Notice>}
        <Field label="Plan">
          <Select {...register("plan")}>
            {PLANS.map((each) => (
              <option key={each} value={each} className="capitalize">
                {each}
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
