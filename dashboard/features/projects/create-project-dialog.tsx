import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import type { Project } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { MODE_WORDS, MODES } from "./modes.ts";

export interface CreateProjectDialogProps {
  readonly organizationId: string;
  onClose(): void;
}

/** Makes a project; the rest is on its page. */
export function CreateProjectDialog({ organizationId, onClose }: CreateProjectDialogProps) {
  const navigate = useNavigate();
  const create = useApiMutation("postProjects", { stale: ["getProjects"] });
  const { register, handleSubmit, watch } = useForm<{ name: string; mode: Project["mode"] }>({
    defaultValues: { mode: "hybrid" },
  });
  const { of, other } = fieldErrors(create.error, ["name", "mode"]);
  const submit = handleSubmit(async (typed) => {
    const { project } = await create.mutateAsync({ body: { organizationId, ...typed } });
    await navigate({
      to: "/$organizationId/projects/$projectId",
      params: { organizationId, projectId: project.id },
    });
  });
  return (
    <Dialog open onClose={onClose} title="Create a project">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Field label="Name" error={of("name")}>
          <Input autoFocus required maxLength={255} placeholder="Production API" {...register("name")} />
        </Field>
        <Field label="Pays with" help={MODES[watch("mode")].help} error={of("mode")}>
          <Select {...register("mode")}>
            {MODE_WORDS.map((mode) => (
              <option key={mode} value={mode}>
                {MODES[mode].label}
              </option>
            ))}
          </Select>
        </Field>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={create.isPending}>
            Create project
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
