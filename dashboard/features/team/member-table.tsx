import { type ReactNode, useState } from "react";
import type { Member } from "../../../src/client/api.ts";
import { useMay, useMe, useOrganization } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { MenuItem, MenuLine, RowMenu } from "../../ui/menu.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { ChangeRoleDialog } from "./change-role-dialog.tsx";
import { useLeave } from "./leave.ts";
import { revokedText } from "./revoked.ts";
import { ROLES } from "./roles.ts";

export interface MemberTableProps {
  readonly rows: readonly Member[] | undefined;
  readonly onEnd?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
  readonly empty: ReactNode;
}

/** Members with their roles, and what the reader may do with each. */
export function MemberTable(table: MemberTableProps) {
  const { organizationId, organizationName, role: own } = useOrganization();
  const me = useMe().user.id;
  const isAdmin = useMay("admin");
  const [chosen, setChosen] = useState<{ readonly member: Member; readonly what: "role" | "end" } | null>(null);
  const remove = useApiMutation("deleteOrganizationsByIdMembersByUserId", { stale: ["getOrganizationsByIdMembers"] });
  const leave = useLeave();
  const mayChange = ({ role }: Member): boolean => own === "owner" || (isAdmin && role !== "owner");
  // While there may be more members than are loaded, the API has to say it.
  const owners = table.rows?.filter(({ role }) => role === "owner") ?? [];
  const isLastOwner = ({ role }: Member): boolean =>
    role === "owner" && owners.length === 1 && table.onEnd === undefined;

  const columns: readonly Column<Member>[] = [
    {
      id: "member",
      header: "Member",
      width: "minmax(0,2fr)",
      cell: ({ userId, name, email }) => (
        <span className="grid min-w-0">
          <span className="flex min-w-0 items-center gap-2">
            <span className="truncate font-medium">{name}</span>
            {userId === me && <Badge>you</Badge>}
          </span>
          <span className="truncate text-xs text-muted">{email}</span>
        </span>
      ),
    },
    {
      id: "role",
      header: "Role",
      width: "5.5rem",
      cell: ({ role }) => <Badge tone={ROLES[role].tone}>{ROLES[role].label}</Badge>,
    },
    {
      id: "factor",
      header: "Second factor",
      from: "md",
      width: "8rem",
      cell: ({ secondFactor }) => <Badge tone={secondFactor ? "good" : "warn"}>{secondFactor ? "on" : "off"}</Badge>,
    },
    {
      id: "joined",
      header: "Joined",
      from: "md",
      numeric: true,
      width: "8rem",
      cell: ({ joinedAt }) => <RelativeTime at={joinedAt} />,
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "2.5rem",
      cell: (member) => {
        const isOwn = member.userId === me;
        if (!isOwn && !mayChange(member)) return null;
        const isLast = isLastOwner(member);
        return (
          <RowMenu name={member.name}>
            {mayChange(member) && (
              <>
                <MenuItem disabled={isLast} onSelect={() => setChosen({ member, what: "role" })}>
                  Change role…
                </MenuItem>
                <MenuLine />
              </>
            )}
            <MenuItem danger disabled={isLast} onSelect={() => setChosen({ member, what: "end" })}>
              {isOwn ? "Leave…" : "Remove…"}
            </MenuItem>
            {isLast && <p className="max-w-52 px-2 py-1.5 text-xs text-muted">The last owner stays one.</p>}
          </RowMenu>
        );
      },
    },
  ];

  const close = (): void => setChosen(null);
  const isOwn = chosen?.member.userId === me;
  return (
    <>
      <Table label="Members" columns={columns} rowKey={({ userId }) => userId} {...table} />
      {chosen?.what === "role" && <ChangeRoleDialog member={chosen.member} onClose={close} />}
      {chosen?.what === "end" && (
        <ConfirmByTyping
          open
          onClose={close}
          title={isOwn ? `Leave ${organizationName}?` : `Remove ${chosen.member.name}?`}
          word={isOwn ? organizationName : chosen.member.email}
          action={isOwn ? "Leave" : "Remove member"}
          onConfirm={async () => {
            if (isOwn) return leave();
            const path = { id: organizationId, userId: chosen.member.userId };
            const { revoked } = await remove.mutateAsync({ path });
            toast(`${chosen.member.name} is no member any more.${revokedText(revoked)}`);
          }}
        >
          {isOwn ? "You are" : "They are"} no longer let in, at once. Tokens and invitations that{" "}
          {isOwn ? "you" : "they"} made end; API keys go on working. Coming back takes a new invitation.
        </ConfirmByTyping>
      )}
    </>
  );
}
