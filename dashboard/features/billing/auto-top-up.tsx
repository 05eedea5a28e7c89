import { useForm } from "react-hook-form";
import type { Billing } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox, Field } from "../../ui/field.tsx";
import { dateTime } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { dollarsOrNull, typedDollars } from "./dollars.ts";
import { DollarsInput } from "./dollars-input.tsx";

export interface AutoTopUpProps {
  readonly billing: Billing;
  /** Whether the reader may change it; else it is shown only. */
  readonly may: boolean;
}

/** Automatic top-ups, and when the organization is told that its balance is low. */
export function AutoTopUp({ billing, may }: AutoTopUpProps) {
  const { organizationId, autoTopUp, lowBalanceUsd, paymentsAvailable } = billing;
  const change = useApiMutation("patchBilling", { stale: ["getBilling"] });
  const { register, handleSubmit, watch, formState } = useForm({
    defaultValues: {
      enabled: autoTopUp.enabled,
      thresholdUsd: typedDollars(autoTopUp.thresholdUsd),
      amountUsd: typedDollars(autoTopUp.amountUsd),
      lowBalanceUsd: typedDollars(lowBalanceUsd),
    },
  });
  const { of, other } = fieldErrors(change.error, ["thresholdUsd", "amountUsd", "lowBalanceUsd"]);
  const submit = handleSubmit(async (typed) => {
    await change.mutateAsync({
      body: {
        organizationId,
        autoTopUp: {
          enabled: typed.enabled,
          thresholdUsd: dollarsOrNull(typed.thresholdUsd),
          amountUsd: dollarsOrNull(typed.amountUsd),
        },
        lowBalanceUsd: dollarsOrNull(typed.lowBalanceUsd),
      },
    });
    toast("Saved.");
  });
  const canCharge = paymentsAvailable && autoTopUp.hasPaymentMethod;
  const enabled = watch("enabled");
  return (
    <Card title="Automatic top-ups and warnings">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <fieldset disabled={!may} className="grid gap-4">
          {other && <Notice tone="bad">{other}</Notice>}
          {autoTopUp.lastFailure !== null && (
            <Notice tone="warn">
              The last charge failed: {autoTopUp.lastFailure}
              {autoTopUp.retryAt !== null && ` It is tried again after ${dateTime(autoTopUp.retryAt)}.`}
            </Notice>
          )}
          <Checkbox
            label="Charge the kept card when the balance is low"
            help={
              canCharge
                ? "Ten charges a day at most. It turns itself off after five refusals in a row."
                : paymentsAvailable
                  ? "It needs a kept card: tick “Keep the card” with your next payment."
                  : "It needs Stripe, which is not set up here."
            }
            disabled={!canCharge && !autoTopUp.enabled}
            {...register("enabled")}
          />
          <div className="grid gap-4 md:grid-cols-2">
            <Field label="Below, in US$" optional={!enabled} error={of("thresholdUsd")}>
              <DollarsInput required={enabled} {...register("thresholdUsd")} />
            </Field>
            <Field label="Charge, in US$" optional={!enabled} error={of("amountUsd")}>
              <DollarsInput required={enabled} min="5" max="5000" {...register("amountUsd")} />
            </Field>
          </div>
          <Field
            label="Warn below, in US$"
            optional
            help="Once, with the alert “low balance”, until the balance is above again."
            error={of("lowBalanceUsd")}
          >
            <DollarsInput {...register("lowBalanceUsd")} />
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
