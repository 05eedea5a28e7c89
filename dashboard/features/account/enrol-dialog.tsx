import { useState } from "react";
import { useForm } from "react-hook-form";
import type { TotpEnrolment } from "../../../src/client/api.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { CopyLine } from "../../ui/copy-line.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { BackupCodesDialog } from "./backup-codes-dialog.tsx";
import { QrPicture } from "./qr-picture.tsx";

/** Turns the second factor on: the password, the secret for the app, a first code of it, the backup codes. */
export function EnrolDialog({ onClose }: { onClose(): void }) {
  const [enrolment, setEnrolment] = useState<TotpEnrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <BackupCodesDialog codes={codes} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} title="Turn the second factor on">
      {enrolment === null ? (
        <PasswordStep onClose={onClose} onDone={setEnrolment} />
      ) : (
        <CodeStep enrolment={enrolment} onClose={onClose} onDone={setCodes} />
      )}
    </Dialog>
  );
}

interface StepProps<Result> {
  onClose(): void;
  onDone(result: Result): void;
}

function PasswordStep({ onClose, onDone }: StepProps<TotpEnrolment>) {
  const begin = useApiMutation("postAuthTotp");
  const { register, handleSubmit } = useForm({ defaultValues: { password: "" } });
  const submit = handleSubmit(async (body) => onDone(await begin.mutateAsync({ body })));
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
      <Field label="Your password" error={begin.error?.message}>
        <Input type="password" autoFocus required autoComplete="current-password" {...register("password")} />
      </Field>
      <Actions onClose={onClose} action="Go on" isPending={begin.isPending} />
    </form>
  );
}

function CodeStep({
  enrolment,
  onClose,
  onDone,
}: StepProps<readonly string[]> & { readonly enrolment: TotpEnrolment }) {
  const confirm = useApiMutation("postAuthTotpConfirm", { stale: ["getAuthMe", "getOrganizationsByIdMembers"] });
  const { register, handleSubmit } = useForm({ defaultValues: { code: "" } });
  const submit = handleSubmit(async (body) => onDone((await confirm.mutateAsync({ body })).backupCodes));
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
      <p className="text-sm text-muted">
        Scan this with your authenticator app, or type the secret there. On a phone,{" "}
        <a href={enrolment.url} className={textLink}>
          open it in the app
        </a>
        .
      </p>
      <QrPicture text={enrolment.url} label="The secret as a picture for your authenticator app" />
      <CopyLine secret text={enrolment.secret} what="the secret" />
      <Field label="Code" help="The six figures that the app shows now." error={confirm.error?.message}>
        <Input
          autoFocus
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          className="font-mono"
          {...register("code")}
        />
      </Field>
      <Notice>It counts only after this code, so nothing is changed if you stop here.</Notice>
      <Actions onClose={onClose} action="Turn on" isPending={confirm.isPending} />
    </form>
  );
}

interface ActionsProps {
  onClose(): void;
  readonly action: string;
  readonly isPending: boolean;
}

function Actions({ onClose, action, isPending }: ActionsProps) {
  return (
    <DialogActions>
      <Button size="md" onClick={onClose}>
        Cancel
      </Button>
      <Button size="md" type="submit" variant="primary" pending={isPending}>
        {action}
      </Button>
    </DialogActions>
  );
}
