import { useState } from "react";
import { useForm } from "react-hook-form";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { BackupCodesDialog } from "./backup-codes-dialog.tsx";

const TEXTS = {
  disable: {
    title: "Turn the second factor off?",
    description: "Your password alone signs you in then. Your backup codes stop counting.",
    action: "Turn off",
  },
  codes: {
    title: "New backup codes",
    description: "The ones that you have stop counting.",
    action: "Make new codes",
  },
} as const;

export interface ProofDialogProps {
  readonly purpose: keyof typeof TEXTS;
  onClose(): void;
}

/** Turns the second factor off, or makes new backup codes: both ask for the password and a code. */
export function ProofDialog({ purpose, onClose }: ProofDialogProps) {
  const { title, description, action } = TEXTS[purpose];
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const disable = useApiMutation("postAuthTotpDisable", { stale: ["getAuthMe", "getOrganizationsByIdMembers"] });
  const replace = useApiMutation("postAuthTotpBackupCodes");
  const used = purpose === "disable" ? disable : replace;
  const { register, handleSubmit } = useForm({ defaultValues: { password: "", code: "" } });
  const { of, other } = fieldErrors(used.error, ["password", "code"]);
  const submit = handleSubmit(async (body) => {
    if (purpose === "codes") return setCodes((await replace.mutateAsync({ body })).backupCodes);
    await disable.mutateAsync({ body });
    toast("The second factor is off.");
    onClose();
  });
  if (codes !== null) return <BackupCodesDialog codes={codes} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} title={title} description={description}>
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Field label="Your password" error={of("password")}>
          <Input type="password" autoFocus required autoComplete="current-password" {...register("password")} />
        </Field>
        <Field label="Code" help="Of the app, or one of your backup codes." error={of("code")}>
          <Input required autoComplete="one-time-code" className="font-mono" {...register("code")} />
        </Field>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="md"
            type="submit"
            variant={purpose === "disable" ? "danger" : "primary"}
            pending={used.isPending}
          >
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
