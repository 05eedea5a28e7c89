import { useForm } from "react-hook-form";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox, Field } from "../../ui/field.tsx";
import { money } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { typedDollars } from "./dollars.ts";
import { DollarsInput } from "./dollars-input.tsx";

export interface CreditLineFormProps {
  readonly organizationId: string;
  /** What it is now; null: without bound. */
  readonly lineUsd: number | null;
  /** Whether that is known: only of the organization that is looked at. */
  readonly isKnown: boolean;
}

/** How far an organization's balance may go below zero. */
export function CreditLineForm({ organizationId, lineUsd, isKnown }: CreditLineFormProps) {
  const change = useApiMutation("patchBillingCreditLine", { stale: ["getBilling"] });
  const { register, handleSubmit, watch, formState } = useForm({
    defaultValues: { isUnbounded: lineUsd === null, lineUsd: typedDollars(lineUsd) },
  });
  const { of, other } = fieldErrors(change.error, ["lineUsd"]);
  const set = (line: number | null) => change.mutateAsync({ body: { organizationId, lineUsd: line } });
  const submit = handleSubmit(async (typed) => {
    const { billing } = await set(typed.isUnbounded ? null : Number(typed.lineUsd));
    const text =
      billing.lineUsd === null
        ? "The balance may go below zero without bound."
        : `The balance may go ${money(billing.lineUsd)} below zero.`;
    toast(text, isKnown ? { label: "Undo", run: () => void set(lineUsd).catch(toastError) } : undefined);
  });
  const isUnbounded = watch("isUnbounded");
  return (
    <Card title="Credit line">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        <p className="text-sm text-muted">How far below zero the balance may go before requests on credits stop.</p>
        {other && <Notice tone="bad">{other}</Notice>}
        <Checkbox label="Without bound" {...register("isUnbounded")} />
        {!isUnbounded && (
          <Field label="Below zero by, in US$" error={of("lineUsd")}>
            <DollarsInput required step="any" {...register("lineUsd")} />
          </Field>
        )}
        <div>
          <Button type="submit" size="md" pending={change.isPending} disabled={isKnown && !formState.isDirty}>
            Set credit line
          </Button>
        </div>
      </form>
    </Card>
  );
}
