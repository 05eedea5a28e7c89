import { useForm } from "react-hook-form";
import type { Project } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Checkbox, Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";

export interface ProjectCachingDialogProps {
  readonly project: Project;
  onClose(): void;
}

const SECONDS_MIN = 10;
const SECONDS_MAX = 31_536_000;

/** Turns a project's exact cache on or off, and says how long answers are kept. */
export function ProjectCachingDialog({ project, onClose }: ProjectCachingDialogProps) {
  const { id, name, cachingEnabled, cacheDurationSeconds } = project;
  const change = useApiMutation("patchProjectsById", { stale: ["getProjects", "getProjectsById"] });
  const before = { cachingEnabled, cacheDurationSeconds };
  const { register, handleSubmit, watch } = useForm({ defaultValues: before });
  const { of, other } = fieldErrors(change.error, ["cacheDurationSeconds"]);
  const put = (body: typeof before) => change.mutateAsync({ path: { id }, body });
  const submit = handleSubmit(async (typed) => {
    await put(typed);
    toast(`The cache of ${name} is ${typed.cachingEnabled ? "on" : "off"}.`, {
      label: "Undo",
      run: () => void put(before).catch(toastError),
    });
    onClose();
  });
  return (
    <Dialog open onClose={onClose} title={`Caching of ${name}`}>
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Checkbox
          label="Answer the same question from the cache"
          help="Only the very same request gets the kept answer: same model, messages, tools and parameters. It costs nothing."
          {...register("cachingEnabled")}
        />
        {watch("cachingEnabled") && (
          <Field
            label="Kept for, in seconds"
            help="10 seconds to a year. A request may ask for less with x-cache-ttl."
            error={of("cacheDurationSeconds")}
          >
            <Input
              type="number"
              min={SECONDS_MIN}
              max={SECONDS_MAX}
              step="1"
              required
              inputMode="numeric"
              {...register("cacheDurationSeconds", { valueAsNumber: true })}
            />
          </Field>
        )}
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={change.isPending}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
