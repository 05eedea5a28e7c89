import { useForm } from "react-hook-form";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { money } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { DollarsInput } from "./dollars-input.tsx";

export interface RefundDialogProps {
  readonly organizationId: string;
  readonly topUp: { readonly id: string; readonly amountUsd: number };
  onClose(): void;
}

/** Pays a top-up back to the card it came from; for the operator. */
export function RefundDialog({ organizationId, topUp, onClose }: RefundDialogProps) {
  const refund = useApiMutation("postBillingRefunds", {
    stale: ["getBilling", "getBillingTransactions", "getBillingInvoices"],
  });
  const { register, handleSubmit } = useForm({
    defaultValues: { amountUsd: String(topUp.amountUsd), description: "" },
  });
  const { of, other } = fieldErrors(refund.error, ["amountUsd", "description"]);
  const submit = handleSubmit(async ({ amountUsd, description }) => {
    const why = description.trim();
    const given = { organizationId, topUpId: topUp.id, amountUsd: Number(amountUsd) };
    const { transaction } = await refund.mutateAsync({
      body: { ...given, ...(why === "" ? {} : { description: why }) },
    });
    toast(`${money(-transaction.amountUsd)} are paid back.`);
    onClose();
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Pay back a top-up of ${money(topUp.amountUsd)}`}
      description="Stripe pays it back to the card. The credits are taken at once. This cannot be undone."
    >
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Field label="Amount in US$" error={of("amountUsd")}>
          <DollarsInput required min="0.01" max={topUp.amountUsd} {...register("amountUsd")} />
        </Field>
        <Field label="Why" optional help="It is shown to the organization." error={of("description")}>
          <Input maxLength={255} {...register("description")} />
        </Field>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="danger" pending={refund.isPending}>
            Pay back
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
