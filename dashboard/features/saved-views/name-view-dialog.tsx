import { type FormEvent, useState } from "react";
import type { SavedView } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";

const NAME_MAX = 80;

export interface NameViewDialogProps {
  /** What is kept under a new name; or the view that gets another. */
  readonly place: Pick<SavedView, "organizationId" | "page" | "query"> | SavedView;
  onClose(): void;
}

/** Asks what a view is called. */
export function NameViewDialog({ place, onClose }: NameViewDialogProps) {
  const known = "id" in place ? place : null;
  const [name, setName] = useState(known?.name ?? "");
  const stale = ["getSavedViews"] as const;
  const create = useApiMutation("postSavedViews", { stale });
  const rename = useApiMutation("patchSavedViewsById", { stale });
  const errors = fieldErrors(known === null ? create.error : rename.error, ["name"]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (known === null) {
      const { organizationId, page, query } = place;
      await create.mutateAsync({ body: { organizationId, page, query, name } });
      toast(`“${name.trim()}” is saved.`);
    } else await rename.mutateAsync({ path: { id: known.id }, body: { name } });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={known === null ? "Save this view" : "Rename the view"}
      description={known === null ? "Keeps the filters that are set now. Only you see your views." : undefined}
    >
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {errors.other && <Notice tone="bad">{errors.other}</Notice>}
        <Field label="Name" error={errors.of("name")}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={NAME_MAX}
            autoFocus
            autoComplete="off"
          />
        </Field>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={create.isPending || rename.isPending}>
            {known === null ? "Save view" : "Rename"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
