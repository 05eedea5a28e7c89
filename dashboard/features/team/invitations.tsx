import { useInfiniteQuery } from "@tanstack/react-query";
import { MailOpen } from "lucide-react";
import type { Invitation } from "../../../src/client/api.ts";
import { useOrganization } from "../../api/identity.ts";
import { apiPages, useApiMutation } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import type { Invitee } from "./invite-dialog.tsx";
import { ROLES } from "./roles.ts";

export interface InvitationsProps {
  /** Opens the form with an invitation that was revoked. */
  onInviteAgain(invitee: Invitee): void;
}

/** Invitations that nobody has accepted yet; for admins. */
export function Invitations({ onInviteAgain }: InvitationsProps) {
  const { organizationId } = useOrganization();
  const query = { status: "pending" } as const;
  const invitations = useInfiniteQuery(
    apiPages("getOrganizationsByIdInvitations", { path: { id: organizationId }, query }),
  );
  const revoke = useApiMutation("deleteOrganizationsByIdInvitationsByInvitationId", {
    stale: ["getOrganizationsByIdInvitations"],
  });
  const rows = invitations.data?.pages.flatMap((page) => page.invitations);
  const end = ({ id, email, role }: Invitation): void =>
    revoke.mutate(
      { path: { id: organizationId, invitationId: id } },
      {
        // The link is dead for good; another one can be made.
        onSuccess: () =>
          toast(`The invitation of ${email} is revoked.`, {
            label: "Invite again",
            run: () => onInviteAgain({ email, role }),
          }),
        onError: toastError,
      },
    );
  const columns: readonly Column<Invitation>[] = [
    {
      id: "email",
      header: "Invited",
      width: "minmax(0,2fr)",
      cell: ({ email, role, createdAt }) => (
        <span className="grid">
          <span className="truncate font-medium">{email}</span>
          <span className="truncate text-xs text-muted">
            <span className="md:hidden">{ROLES[role].label}, </span>
            <RelativeTime at={createdAt} />
          </span>
        </span>
      ),
    },
    {
      id: "role",
      header: "Role",
      from: "md",
      width: "6rem",
      cell: ({ role }) => <Badge tone={ROLES[role].tone}>{ROLES[role].label}</Badge>,
    },
    {
      id: "ends",
      header: "Ends",
      from: "md",
      width: "8rem",
      numeric: true,
      cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "5.5rem",
      cell: (row) => (
        <Button
          className="float-right"
          pending={revoke.isPending && revoke.variables.path.invitationId === row.id}
          onClick={() => end(row)}
          aria-label={`Revoke the invitation of ${row.email}`}
        >
          Revoke
        </Button>
      ),
    },
  ];
  return (
    <Card flush title="Pending invitations">
      {invitations.error && rows === undefined ? (
        <ErrorState error={invitations.error} onRetry={() => void invitations.refetch()} />
      ) : (
        <Table
          label="Pending invitations"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          onEnd={invitations.hasNextPage ? () => void invitations.fetchNextPage() : undefined}
          isLoadingMore={invitations.isFetchingNextPage}
          empty={
            <EmptyState icon={MailOpen} title="No invitation is open">
              Who is invited stands here until they join, or for a week.
            </EmptyState>
          }
        />
      )}
    </Card>
  );
}
