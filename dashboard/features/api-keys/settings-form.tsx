import { useForm } from "react-hook-form";
import type { ApiKey } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { draftOfSettings, type SettingsDraft, settingsPatch } from "./settings-draft.ts";

export interface SettingsFormProps {
  readonly apiKey: ApiKey;
  readonly may: boolean;
}

const REMINDER_MAX_DAYS = 3_650;

/** What a key is called, when it ends, when it is due to be rotated; and what cannot be changed. */
export function SettingsForm({ apiKey, may }: SettingsFormProps) {
  const before = draftOfSettings(apiKey);
  const change = useApiMutation("patchApiKeysById", { stale: ["getApiKeys", "getApiKeysById"] });
  const { register, handleSubmit, formState } = useForm<SettingsDraft>({ defaultValues: before });
  const { of, other } = fieldErrors(change.error, ["description", "expiresAt", "rotationReminderDays"]);
  const submit = handleSubmit(async (typed) => {
    await change.mutateAsync({ path: { id: apiKey.id }, body: settingsPatch(before, typed) });
    toast("Saved.");
  });
  return (
    <div className="grid max-w-3xl gap-5">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <Card title="Settings">
          <fieldset disabled={!may} className="grid gap-4">
            {other && <Notice tone="bad">{other}</Notice>}
            <Field label="Name" help="The application that uses it." error={of("description")}>
              <Input maxLength={255} {...register("description")} />
            </Field>
            <div className="grid gap-4 md:grid-cols-2">
              <Field label="Ends" optional help="After that it is refused." error={of("expiresAt")}>
                <Input type="datetime-local" {...register("expiresAt")} />
              </Field>
              <Field
                label="Rotate every so many days"
                optional
                help="A reminder; nothing happens by itself."
                error={of("rotationReminderDays")}
              >
                <Input
                  type="number"
                  min="1"
                  max={REMINDER_MAX_DAYS}
                  step="1"
                  inputMode="numeric"
                  {...register("rotationReminderDays")}
                />
              </Field>
            </div>
            {may && (
              <div>
                <Button
                  type="submit"
                  size="md"
                  variant="primary"
                  pending={change.isPending}
                  disabled={!formState.isDirty}
                >
                  Save
                </Button>
              </div>
            )}
          </fieldset>
        </Card>
      </form>
      <Card title="Facts">
        <Facts>
          <Fact name="Id">
            <span className="flex items-center justify-end gap-1">
              <code className="font-mono text-xs break-all">{apiKey.id}</code>
              <CopyButton text={apiKey.id} what="key id" />
            </span>
          </Fact>
          <Fact name="Environment">{apiKey.environment}</Fact>
          <Fact name="Created">
            <RelativeTime at={apiKey.createdAt} />
          </Fact>
          <Fact name="Last used">
            <RelativeTime at={apiKey.lastUsedAt} />
          </Fact>
          <Fact name="Rotated">
            <RelativeTime at={apiKey.rotatedAt} />
          </Fact>
          <Fact name="To be rotated">
            <RelativeTime at={apiKey.rotationDueAt} never="no reminder" />
          </Fact>
        </Facts>
      </Card>
    </div>
  );
}
