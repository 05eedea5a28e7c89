import { useForm } from "react-hook-form";
import type { ApiKey } from "../../../../src/client/api.ts";
import { fieldErrors } from "../../../api/field-errors.ts";
import { useApiMutation } from "../../../api/query.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Field, Textarea } from "../../../ui/field.tsx";
import { toast } from "../../../ui/toast.tsx";

export interface AddressFormProps {
  readonly apiKey: ApiKey;
  readonly may: boolean;
}

/** From where a key may be used. */
export function AddressForm({ apiKey, may }: AddressFormProps) {
  const change = useApiMutation("patchApiKeysById", { stale: ["getApiKeys", "getApiKeysById"] });
  const { register, handleSubmit, formState } = useForm({
    defaultValues: { text: (apiKey.ipAllowlist ?? []).join("\n") },
  });
  const { of, other } = fieldErrors(change.error, ["ipAllowlist"]);
  const submit = handleSubmit(async ({ text }) => {
    const ipAllowlist = text.split(/[\s,;]+/).filter((entry) => entry !== "");
    await change.mutateAsync({ path: { id: apiKey.id }, body: { ipAllowlist } });
    toast("Addresses saved.");
  });
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
      <Card title="From where">
        <fieldset disabled={!may} className="grid gap-4">
          <Field
            label="Addresses"
            help="IPv4 and IPv6 addresses and ranges, one a line. Empty: everywhere the organization allows."
            error={of("ipAllowlist") ?? other}
          >
            <Textarea spellCheck={false} placeholder="203.0.113.0/24" {...register("text")} />
          </Field>
          {may && (
            <div>
              <Button type="submit" size="md" pending={change.isPending} disabled={!formState.isDirty}>
                Save addresses
              </Button>
            </div>
          )}
        </fieldset>
      </Card>
    </form>
  );
}
