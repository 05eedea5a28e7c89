import { useForm } from "react-hook-form";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { money } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { DollarsInput } from "./dollars-input.tsx";

const TEXTS = {
  grant: {
    title: "Give credits",
    help: "They are booked at once. A refund of the same amount takes them back.",
    action: "Give credits",
    done: "are credited.",
  },
  refund: {
    title: "Book a refund",
    help: "For money that you paid back by other ways. What came by Stripe is paid back from its transaction.",
    action: "Book refund",
    done: "are taken from the balance.",
  },
} as const;

export interface BookFormProps {
  readonly kind: keyof typeof TEXTS;
  readonly organizationId: string;
}

/** Credits given by hand, and money that was paid back by hand. */
export function BookForm({ kind, organizationId }: BookFormProps) {
  const { title, help, action, done } = TEXTS[kind];
  const stale = ["getBilling", "getBillingTransactions", "getBillingInvoices"] as const;
  const grant = useApiMutation("postBillingGrants", { stale });
  const refund = useApiMutation("postBillingRefunds", { stale });
  const book = kind === "grant" ? grant : refund;
  const { register, handleSubmit, reset } = useForm({
    defaultValues: { amountUsd: "", description: "", reference: "" },
  });
  const { of, other } = fieldErrors(book.error, ["amountUsd", "description", "reference"]);
  const submit = handleSubmit(async ({ amountUsd, ...texts }) => {
    const said = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ""));
    const { transaction } = await book.mutateAsync({ body: { organizationId, amountUsd: Number(amountUsd), ...said } });
    toast(`${money(Math.abs(transaction.amountUsd))} ${done}`);
    reset();
  });
  return (
    <Card title={title}>
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        <p className="text-sm text-muted">{help}</p>
        {other && <Notice tone="bad">{other}</Notice>}
        <Field label="Amount in US$" error={of("amountUsd")}>
          <DollarsInput required min="0" step="any" {...register("amountUsd")} />
        </Field>
        <Field label="Description" optional help="It is shown to the organization." error={of("description")}>
          <Input maxLength={255} {...register("description")} />
        </Field>
        <Field label="Reference" optional help="The same one is booked once." error={of("reference")}>
          <Input maxLength={128} {...register("reference")} />
        </Field>
        <div>
          <Button type="submit" size="md" pending={book.isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Card>
  );
}
