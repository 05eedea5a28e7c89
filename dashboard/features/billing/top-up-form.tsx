import { ExternalLink } from "lucide-react";
import { useForm } from "react-hook-form";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox, Field } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { DollarsInput } from "./dollars-input.tsx";

const SUGGESTED_USD = [10, 25, 100] as const;
const MIN_USD = 5;
const MAX_USD = 5_000;

/** Leads to Stripe's page, where the payment is made. */
export function TopUpForm({ organizationId }: { readonly organizationId: string }) {
  const begin = useApiMutation("postBillingTopUps");
  const { register, handleSubmit, setValue, watch } = useForm({
    defaultValues: { amountUsd: "25", keepPaymentMethod: false },
  });
  const { of, other } = fieldErrors(begin.error, ["amountUsd"]);
  const submit = handleSubmit(async ({ amountUsd, keepPaymentMethod }) => {
    const body = { organizationId, amountUsd: Number(amountUsd), keepPaymentMethod };
    const { topUp } = await begin.mutateAsync({ body });
    if (topUp.checkoutUrl !== null) location.assign(topUp.checkoutUrl);
  });
  return (
    <Card title="Add credits">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <div className="grid gap-2">
          <Field label="Amount in US$" help={`From $${MIN_USD} to $5,000.`} error={of("amountUsd")}>
            <DollarsInput required min={MIN_USD} max={MAX_USD} {...register("amountUsd")} />
          </Field>
          <div className="flex gap-2">
            {SUGGESTED_USD.map((usd) => (
              <Button
                key={usd}
                aria-pressed={watch("amountUsd") === String(usd)}
                onClick={() => setValue("amountUsd", String(usd))}
              >
                ${usd}
              </Button>
            ))}
          </div>
        </div>
        <Checkbox
          label="Keep the card for automatic top-ups"
          help="They are switched on apart, and charge nothing before."
          {...register("keepPaymentMethod")}
        />
        <div>
          <Button type="submit" size="md" variant="primary" pending={begin.isPending}>
            Pay with Stripe
            <ExternalLink aria-hidden />
          </Button>
        </div>
      </form>
    </Card>
  );
}
