import { useForm } from "react-hook-form";
import type { Billing } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, Input, Textarea } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";

export interface InvoiceRecipientProps {
  readonly billing: Billing;
  /** Whether the reader may change it; else it is shown only. */
  readonly may: boolean;
}

/** Who invoices are made out to. */
export function InvoiceRecipient({ billing: { organizationId, invoiceTo }, may }: InvoiceRecipientProps) {
  const change = useApiMutation("patchBilling", { stale: ["getBilling"] });
  const { register, handleSubmit, formState } = useForm({
    defaultValues: {
      company: invoiceTo.company ?? "",
      email: invoiceTo.email ?? "",
      address: invoiceTo.address ?? "",
      taxId: invoiceTo.taxId ?? "",
    },
  });
  const { of, other } = fieldErrors(change.error, ["company", "email", "address", "taxId"]);
  const submit = handleSubmit(async (typed) => {
    const given = Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, text.trim() || null]));
    await change.mutateAsync({ body: { organizationId, invoiceTo: given } });
    toast("Saved. Invoices are made out so from now on, those of past months too.");
  });
  return (
    <Card title="Invoices are made out to">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <fieldset disabled={!may} className="grid gap-4">
          {other && <Notice tone="bad">{other}</Notice>}
          <div className="grid gap-4 md:grid-cols-2">
            <Field label="Company" optional error={of("company")}>
              <Input maxLength={255} autoComplete="organization" {...register("company")} />
            </Field>
            <Field label="Tax id" optional error={of("taxId")}>
              <Input maxLength={64} {...register("taxId")} />
            </Field>
          </div>
          <Field label="Email" optional error={of("email")}>
            <Input type="email" {...register("email")} />
          </Field>
          <Field label="Address" optional error={of("address")}>
            <Textarea rows={3} maxLength={1_000} {...register("address")} />
          </Field>
          {may && (
            <div>
              <Button type="submit" size="md" pending={change.isPending} disabled={!formState.isDirty}>
                Save
              </Button>
            </div>
          )}
        </fieldset>
      </form>
    </Card>
  );
}
