import { useForm } from "react-hook-form";
import { fieldErrors } from "../../api/field-errors.ts";
import { useOrganization } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyLine } from "../../ui/copy-line.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { TimeZone } from "./time-zone.tsx";
import { WithSettings } from "./with-settings.tsx";

/** What the organization is called, and when its days begin. */
export function General() {
  const { organizationId, organizationName } = useOrganization();
  return (
    <div className="grid max-w-2xl gap-5">
      <Card title="Organization">
        <div className="grid gap-5">
          <NameForm key={organizationName} />
          <div className="grid gap-1">
            <h3 className="text-sm font-medium">Id</h3>
            <CopyLine text={organizationId} what="the organization’s id" />
          </div>
        </div>
      </Card>
      <WithSettings>{(settings) => <TimeZone key={settings.timeZone} timeZone={settings.timeZone} />}</WithSettings>
    </div>
  );
}

function NameForm() {
  const { organizationId, organizationName } = useOrganization();
  const rename = useApiMutation("patchOrganizationsById", { stale: ["getAuthMe"] });
  const { register, handleSubmit, formState } = useForm({ defaultValues: { name: organizationName } });
  const { of, other } = fieldErrors(rename.error, ["name"]);
  const set = (name: string) => rename.mutateAsync({ path: { id: organizationId }, body: { name } });
  const submit = handleSubmit(async ({ name }) => {
    await set(name);
    toast("The organization has a new name.", {
      label: "Undo",
      run: () => void set(organizationName).catch(toastError),
    });
  });
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
      {other && <Notice tone="bad">{other}</Notice>}
      <Field label="Name" error={of("name")}>
        <Input required maxLength={255} {...register("name")} />
      </Field>
      <div>
        <Button type="submit" size="md" variant="primary" pending={rename.isPending} disabled={!formState.isDirty}>
          Rename
        </Button>
      </div>
    </form>
  );
}
