import { useForm } from "react-hook-form";
import type { OrganizationSettings } from "../../../src/client/api.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox, Field, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";

type Settings = OrganizationSettings["exactCache"];

export interface ExactFormProps {
  readonly organizationId: string;
  readonly settings: Settings;
}

/** Who shares exact answers, and whether the same question at the same moment is asked once. */
export function ExactForm({ organizationId, settings }: ExactFormProps) {
  const change = useApiMutation("patchOrganizationsByIdSettings", { stale: ["getOrganizationsByIdSettings"] });
  const { register, handleSubmit, formState } = useForm<Settings>({ defaultValues: settings });
  const put = (exactCache: Settings) => change.mutateAsync({ path: { id: organizationId }, body: { exactCache } });
  const submit = handleSubmit(async (typed) => {
    await put(typed);
    toast("Saved.", { label: "Undo", run: () => void put(settings).catch(toastError) });
  });
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
      <Card title="Exact cache">
        <div className="grid gap-4">
          {change.error && <Notice tone="bad">{change.error.message}</Notice>}
          <Field label="Answers are shared by" help="No answer ever leaves the organization.">
            <Select {...register("namespace")}>
              <option value="project">all keys of a project</option>
              <option value="key">nobody: each key has its own</option>
              <option value="organization">all projects</option>
            </Select>
          </Field>
          <Checkbox
            label="Ask once for identical requests at the same moment"
            help="Those that come while the first is being answered wait for it, and all get its answer."
            {...register("coalesce")}
          />
          <div>
            <Button type="submit" size="md" pending={change.isPending} disabled={!formState.isDirty}>
              Save exact cache
            </Button>
          </div>
        </div>
      </Card>
    </form>
  );
}
