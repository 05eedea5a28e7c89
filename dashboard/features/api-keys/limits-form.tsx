import { Link } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import type { ApiKey } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox, Field, Input } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { CAPS, draftOfLimits, type LimitsDraft, limitsPatch, RATES } from "./limits-draft.ts";
import { RateFields } from "./rate-fields.tsx";
import { UsageMeter } from "./usage-meter.tsx";

export interface LimitsFormProps {
  readonly apiKey: ApiKey;
  readonly may: boolean;
}

const CAP_LABELS: Readonly<Record<(typeof CAPS)[number], string>> = {
  daily_usd: "US$ a day",
  weekly_usd: "US$ a week",
  monthly_usd: "US$ a month",
  per_request_usd: "US$ a request",
};

/** How fast a key may be used, and how much it may spend. */
export function LimitsForm({ apiKey, may }: LimitsFormProps) {
  const before = draftOfLimits(apiKey);
  const change = useApiMutation("patchApiKeysById", { stale: ["getApiKeys", "getApiKeysById"] });
  const { register, handleSubmit, formState } = useForm<LimitsDraft>({ defaultValues: before });
  const { of, other } = fieldErrors(change.error, [...RATES, ...CAPS, "usageLimit"]);
  const submit = handleSubmit(async (typed) => {
    await change.mutateAsync({ path: { id: apiKey.id }, body: limitsPatch(before, typed) });
    toast("Limits saved. They are in force within a second.");
  });
  const usd = { type: "number", min: "0", step: "any", inputMode: "decimal", placeholder: "No limit" } as const;
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
      <fieldset disabled={!may} className="grid max-w-3xl gap-5">
        {other && <Notice tone="bad">{other}</Notice>}
        <Card title="Rates">
          <div className="grid gap-4">
            <p className="text-sm text-muted">
              Whoever asks faster gets 429 with the time to wait. Where nothing is set, the installation’s own limits
              hold; those of the project and the organization hold beside them.
            </p>
            <div className="grid grid-cols-2 gap-4 md:grid-cols-4">
              <RateFields register={register} errorOf={of} placeholder="Not set" />
            </div>
          </div>
        </Card>
        <Card title="Spending">
          <div className="grid gap-4">
            <UsageMeter apiKey={apiKey} />
            <p className="text-sm text-muted">
              Bounds of the key itself. Those of a period that warn before they are reached, or of several keys
              together, are{" "}
              <Link
                to="/$organizationId/limits"
                params={{ organizationId: apiKey.organizationId }}
                search={{ scope: "key" }}
                className={textLink}
              >
                budgets
              </Link>
              .
            </p>
            <Field
              label="US$ in all"
              className="max-w-60"
              help="The key stops when it is spent."
              error={of("usageLimit")}
            >
              <Input {...usd} {...register("usageLimit")} />
            </Field>
            <div className="grid grid-cols-2 gap-4 md:grid-cols-4">
              {CAPS.map((cap) => (
                <Field key={cap} label={CAP_LABELS[cap]} error={of(cap)}>
                  <Input {...usd} {...register(cap)} />
                </Field>
              ))}
            </div>
            <Checkbox
              label="Let models without a known price pass"
              help="No limit of money can count them, so they are refused where there is one."
              {...register("allow_unpriced")}
            />
          </div>
        </Card>
        {may && (
          <div>
            <Button type="submit" size="md" variant="primary" pending={change.isPending} disabled={!formState.isDirty}>
              Save limits
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}
