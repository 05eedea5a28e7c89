import { useState } from "react";
import type { Member } from "../../../src/client/api.ts";
import { type Role, useMe, useOrganization } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { revokedText } from "./revoked.ts";
import { ROLES, rolesUpTo } from "./roles.ts";

export interface ChangeRoleDialogProps {
  readonly member: Member;
  onClose(): void;
}

/** Gives a member another role, each told in words. Taken back by the toast, except for what ended with it. */
export function ChangeRoleDialog({ member, onClose }: ChangeRoleDialogProps) {
  const { organizationId, role: own } = useOrganization();
  const isOwn = useMe().user.id === member.userId;
  const [role, setRole] = useState<Role>(member.role);
  const change = useApiMutation("patchOrganizationsByIdMembersByUserId", {
    stale: isOwn ? ["getOrganizationsByIdMembers", "getAuthMe"] : ["getOrganizationsByIdMembers"],
  });
  const give = (next: Role) =>
    change.mutateAsync({ path: { id: organizationId, userId: member.userId }, body: { role: next } });
  const save = async (): Promise<void> => {
    const { revoked } = await give(role);
    const text = `${member.name} is ${ROLES[role].label.toLowerCase()} now.${revokedText(revoked)}`;
    // Who lowered their own role cannot raise it again.
    if (isOwn) toast(text);
    else toast(text, { label: "Undo", run: () => void give(member.role).catch(toastError) });
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={`Role of ${member.name}`}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void save().catch(() => undefined);
        }}
      >
        {change.error && <Notice tone="bad">{change.error.message}</Notice>}
        {isOwn && role !== member.role && (
          <Notice tone="warn">This is your own role. You cannot raise it again by yourself.</Notice>
        )}
        <fieldset className="grid gap-2">
          <legend className="sr-only">Role</legend>
          {rolesUpTo(own).map((each) => (
            <label
              key={each}
              className="flex items-start gap-2.5 rounded-md border border-line p-3 has-checked:border-accent has-checked:bg-accent-soft/40"
            >
              <input
                type="radio"
                name="role"
                value={each}
                checked={each === role}
                onChange={() => setRole(each)}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span className="grid">
                <span className="text-sm font-medium">{ROLES[each].label}</span>
                <span className="text-sm text-muted">{ROLES[each].may}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={change.isPending} disabled={role === member.role}>
            Change role
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
