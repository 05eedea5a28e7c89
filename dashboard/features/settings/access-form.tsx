import { useForm } from "react-hook-form";
import type { OrganizationSettings } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox, Field, Textarea } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { linesOf } from "./lines.ts";
import { useChangeSettings } from "./use-change-settings.ts";

/** From where keys may be used, and who may put a configuration into service. */
export function AccessForm({ settings: { ipAllowlist, configs } }: { readonly settings: OrganizationSettings }) {
  return (
    <div className="grid max-w-2xl gap-5">
      <Addresses key={ipAllowlist?.join() ?? ""} addresses={ipAllowlist ?? []} />
      <Approval key={String(configs.separate_approval)} isSeparate={configs.separate_approval} />
    </div>
  );
}

function Addresses({ addresses }: { readonly addresses: readonly string[] }) {
  const { save, isPending, error } = useChangeSettings();
  const { register, handleSubmit, formState } = useForm({ defaultValues: { text: addresses.join("\n") } });
  const { of, other } = fieldErrors(error, ["ipAllowlist"]);
  const submit = handleSubmit(async ({ text }) => {
    const next = linesOf(text);
    await save({ ipAllowlist: next });
    toast(next.length === 0 ? "Keys work from everywhere." : "Keys work from these addresses only.", {
      label: "Undo",
      run: () => void save({ ipAllowlist: addresses }).catch(toastError),
    });
  });
  return (
    <Card title="From where API keys work">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Field
          label="Addresses and ranges"
          optional
          help="One a line, IPv4 or IPv6, such as 203.0.113.0/24. Empty: from everywhere. A key’s own list narrows it. Signing in here is not touched."
          error={of("ipAllowlist")}
        >
          <Textarea rows={5} spellCheck={false} placeholder="203.0.113.0/24" {...register("text")} />
        </Field>
        <div>
          <Button type="submit" size="md" pending={isPending} disabled={!formState.isDirty}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Approval({ isSeparate }: { readonly isSeparate: boolean }) {
  const { save, isPending } = useChangeSettings();
  const set = async (on: boolean): Promise<void> => {
    await save({ configs: { separate_approval: on } });
    toast(on ? "Two people are needed from now on." : "One person may do both.", {
      label: "Undo",
      run: () => void save({ configs: { separate_approval: !on } }).catch(toastError),
    });
  };
  return (
    <Card title="Configurations">
      <Checkbox
        label="Who approved a configuration may not be who puts it into service"
        help="So that two people have seen it."
        disabled={isPending}
        checked={isSeparate}
        onChange={(event) => void set(event.target.checked).catch(toastError)}
      />
    </Card>
  );
}
