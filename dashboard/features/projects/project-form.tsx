import { useForm } from "react-hook-form";
import type { Project } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox, Field, Input, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { ModelPicker } from "../models/model-picker.tsx";
import { MODE_WORDS, MODES } from "./modes.ts";

export interface ProjectFormProps {
  readonly project: Project;
  /** Whether the user may change it; else it is shown only. */
  readonly may: boolean;
}

const CACHE_MAX_SECONDS = 31_536_000;

/** A project's own fields. Only what was changed is sent, so that two people do not undo each other's changes. */
export function ProjectForm({ project, may }: ProjectFormProps) {
  const { name, slug, mode, cachingEnabled, cacheDurationSeconds, defaultModel } = project;
  const change = useApiMutation("patchProjectsById", { stale: ["getProjects", "getProjectsById"] });
  const { register, handleSubmit, watch, setValue, formState } = useForm({
    defaultValues: { name, slug, mode, cachingEnabled, cacheDurationSeconds, defaultModel: defaultModel ?? "" },
  });
  const { dirtyFields, isDirty } = formState;
  const { of, other } = fieldErrors(change.error, ["name", "slug", "mode", "cacheDurationSeconds", "defaultModel"]);
  const submit = handleSubmit(async (typed) => {
    const values = { ...typed, defaultModel: typed.defaultModel.trim() || null };
    const body = Object.fromEntries(Object.entries(values).filter(([field]) => Object.hasOwn(dirtyFields, field)));
    await change.mutateAsync({ path: { id: project.id }, body });
    toast("Saved.");
  });
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
      <Card title="Settings">
        <fieldset disabled={!may} className="grid gap-4">
          {other && <Notice tone="bad">{other}</Notice>}
          <div className="grid gap-4 md:grid-cols-2">
            <Field label="Name" error={of("name")}>
              <Input required maxLength={255} {...register("name")} />
            </Field>
            <Field label="Slug" help="Names the project in model strings." error={of("slug")}>
              <Input required spellCheck={false} className="font-mono" {...register("slug")} />
            </Field>
            <Field label="Pays with" help={MODES[watch("mode")].help} error={of("mode")}>
              <Select {...register("mode")}>
                {MODE_WORDS.map((word) => (
                  <option key={word} value={word}>
                    {MODES[word].label}
                  </option>
                ))}
              </Select>
            </Field>
            <div className="grid min-w-0 content-start gap-1">
              <span aria-hidden className="text-sm font-medium">
                Default model <span className="font-normal text-muted">optional</span>
              </span>
              <ModelPicker
                label="Default model"
                projectId={project.id}
                disabled={!may}
                none="None"
                value={watch("defaultModel")}
                onChange={(model) => setValue("defaultModel", model, { shouldDirty: true })}
              />
              <p className="text-sm text-muted">What savings in receipts are measured against.</p>
              {of("defaultModel") && (
                <p role="alert" className="text-sm text-bad">
                  {of("defaultModel")}
                </p>
              )}
            </div>
          </div>
          <Checkbox
            label="Answer the same question from the cache"
            help="Only the very same request gets the kept answer, and costs nothing."
            {...register("cachingEnabled")}
          />
          {watch("cachingEnabled") && (
            <Field
              label="Kept for, in seconds"
              className="md:max-w-60"
              help="10 seconds to a year."
              error={of("cacheDurationSeconds")}
            >
              <Input
                type="number"
                min={10}
                max={CACHE_MAX_SECONDS}
                required
                {...register("cacheDurationSeconds", { valueAsNumber: true })}
              />
            </Field>
          )}
          {may && (
            <div>
              <Button type="submit" size="md" variant="primary" pending={change.isPending} disabled={!isDirty}>
                Save
              </Button>
            </div>
          )}
        </fieldset>
      </Card>
    </form>
  );
}
