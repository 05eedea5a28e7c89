import { useState } from "react";
import { useForm } from "react-hook-form";
import { fieldErrors } from "../../../api/field-errors.ts";
import { useApiMutation } from "../../../api/query.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Checkbox, Field, Input, Textarea } from "../../../ui/field.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { toast } from "../../../ui/toast.tsx";

export interface SetSecretDialogProps {
  readonly projectId: string;
  /** The secret that gets a value; null to name a new one. */
  readonly name: string | null;
  /** Whether it has a value already. */
  readonly exists?: boolean;
  onClose(): void;
}

/** Gives a secret its value, which goes in and never comes out. */
export function SetSecretDialog({ projectId, name, exists = false, onClose }: SetSecretDialogProps) {
  const put = useApiMutation("putProjectsByIdSecretsByName", {
    stale: ["getProjectsByIdSecrets", "postProjectsByIdConfigsValidate"],
  });
  const [multiline, setMultiline] = useState(false);
  const { register, handleSubmit } = useForm({ defaultValues: { name: name ?? "", value: "" } });
  const { of, other } = fieldErrors(put.error, ["name", "value"]);
  const submit = handleSubmit(async (typed) => {
    const own = typed.name.trim();
    await put.mutateAsync({ path: { id: projectId, name: own }, body: { value: typed.value } });
    toast(`${own} is ${exists ? "changed" : "set"}.`);
    onClose();
  });
  const value = { required: true, autoComplete: "new-password", ...register("value") };
  return (
    <Dialog
      open
      onClose={onClose}
      title={exists ? `A new value for ${name}` : name === null ? "Add a secret" : `Set ${name}`}
      description={
        exists
          ? "What is served uses the new value at once, without a new version."
          : "It is encrypted, and never shown."
      }
    >
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        {name === null && (
          <Field label="Name" help="Configurations name it after !secret." error={of("name")}>
            <Input
              autoFocus
              required
              maxLength={128}
              pattern="[A-Za-z_][A-Za-z0-9_.\-]*"
              title="A letter or _ first, then letters, digits, _ . and -"
              placeholder="OPENAI_API_KEY"
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
              {...register("name")}
            />
          </Field>
        )}
        <Field label="Value" error={of("value")}>
          {multiline ? (
            <Textarea {...value} spellCheck={false} rows={6} />
          ) : (
            <Input {...value} type="password" autoFocus={name !== null} data-1p-ignore spellCheck={false} />
          )}
        </Field>
        <Checkbox
          label="The value has several lines"
          checked={multiline}
          onChange={(event) => setMultiline(event.target.checked)}
        />
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={put.isPending}>
            {exists ? "Change value" : "Set secret"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
