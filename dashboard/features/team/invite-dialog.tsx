import { useState } from "react";
import { useForm } from "react-hook-form";
import type { Invited } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { type Role, useOrganization } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { CopyLine } from "../../ui/copy-line.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { ROLES, rolesUpTo } from "./roles.ts";

/** Whom an invitation is for. */
export interface Invitee {
  readonly email: string;
  readonly role: Role;
}

export interface InviteDialogProps {
  /** What the form begins with, such as an invitation that was revoked. */
  readonly invitee?: Invitee | undefined;
  onClose(): void;
}

/** Invites somebody: by mail where mail is sent, else with a link to hand on that is shown this once. */
export function InviteDialog({ invitee, onClose }: InviteDialogProps) {
  const { organizationId, organizationName, role: own } = useOrganization();
  const [made, setMade] = useState<Invited | null>(null);
  const invite = useApiMutation("postOrganizationsByIdInvitations", { stale: ["getOrganizationsByIdInvitations"] });
  const { register, handleSubmit, watch } = useForm<Invitee>({
    defaultValues: invitee ?? { email: "", role: "developer" },
  });
  const { of, other } = fieldErrors(invite.error, ["email", "role"]);
  const submit = handleSubmit(async (body) => {
    const answer = await invite.mutateAsync({ path: { id: organizationId }, body });
    if (answer.accept !== null) return setMade(answer);
    toast(`The invitation is on its way to ${answer.invitation.email}.`);
    onClose();
  });
  if (made !== null) return <LinkDialog made={made} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} title={`Invite somebody to ${organizationName}`}>
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Field
          label="Email"
          help="The invitation is good for this address, for a week, and for one use."
          error={of("email")}
        >
          <Input type="email" autoFocus required autoComplete="off" {...register("email")} />
        </Field>
        <Field label="Role" help={ROLES[watch("role")].may} error={of("role")}>
          <Select {...register("role")}>
            {rolesUpTo(own).map((role) => (
              <option key={role} value={role}>
                {ROLES[role].label}
              </option>
            ))}
          </Select>
        </Field>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={invite.isPending}>
            Invite
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function LinkDialog({ made: { invitation, accept }, onClose }: { readonly made: Invited; onClose(): void }) {
  return (
    <Dialog open sticky wide onClose={onClose} title={`Send this link to ${invitation.email}`}>
      <div className="grid gap-4">
        <Notice tone="warn">
          No mail was sent: this installation has no mail server, or it did not take the mail. Hand the link on
          yourself. It is shown this once; who has it can join.
        </Notice>
        <CopyLine secret text={accept?.url ?? ""} what="the link" />
        <DialogActions>
          <Button size="md" variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
