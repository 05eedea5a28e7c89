import { useState } from "react";
import { useForm } from "react-hook-form";
import type { OrganizationSettings } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useOrganization } from "../../api/identity.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { Checkbox, Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { useChangeSettings } from "./use-change-settings.ts";

interface Typed {
  store: boolean;
  days: number;
}

const DAYS_MAX = 365;

/** Whether what was asked and answered is kept, and for how long. Turning it off removes what is there, so it is asked. */
export function Content({ retention }: { readonly retention: OrganizationSettings["retention"] }) {
  const { organizationName } = useOrganization();
  const { save, isPending, error } = useChangeSettings();
  const [removing, setRemoving] = useState<Typed | null>(null);
  const { register, handleSubmit, watch, formState } = useForm<Typed>({
    defaultValues: { store: retention.store_content, days: retention.days },
  });
  const { of, other } = fieldErrors(error, ["days"]);
  const set = async ({ store, days }: Typed): Promise<void> => {
    await save({ retention: { store_content: store, days } });
    toast("Saved.");
  };
  const submit = handleSubmit(async (typed) => {
    if (retention.store_content && !typed.store) setRemoving(typed);
    else await set(typed);
  });
  const store = watch("store");
  const isShorter = retention.store_content && store && Number(watch("days")) < retention.days;
  return (
    <Card title="What was asked and answered">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        <p className="text-sm text-muted">
          Counts and costs of requests are always kept; prompts and answers only if you turn it on. They are encrypted,
          and each reading is in the audit log.
        </p>
        {other && <Notice tone="bad">{other}</Notice>}
        <Checkbox
          label="Keep prompts and answers"
          help="Developers, admins and owners can read them on a request’s page."
          {...register("store")}
        />
        <Field
          label="Kept for, in days"
          className="md:max-w-60"
          help={isShorter ? "Counts for what is there already: older texts are removed." : `1 to ${DAYS_MAX} days.`}
          error={of("days")}
        >
          <Input
            type="number"
            required
            min={1}
            max={DAYS_MAX}
            disabled={!store}
            {...register("days", { valueAsNumber: true })}
          />
        </Field>
        <div>
          <Button type="submit" size="md" variant="primary" pending={isPending} disabled={!formState.isDirty}>
            Save
          </Button>
        </div>
      </form>
      {removing && (
        <ConfirmByTyping
          open
          onClose={() => setRemoving(null)}
          title="Keep no prompts and answers any more?"
          word={organizationName}
          action="Remove them"
          onConfirm={() => set(removing)}
        >
          All prompts and answers that are kept are removed within ten minutes, for good. Counts and costs stay.
        </ConfirmByTyping>
      )}
    </Card>
  );
}
