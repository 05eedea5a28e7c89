import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { useMay } from "../../api/identity.ts";
import { apiPages } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { Invitations } from "./invitations.tsx";
import { InviteDialog, type Invitee } from "./invite-dialog.tsx";
import { MemberTable } from "./member-table.tsx";
import { WhatRolesMay } from "./what-roles-may.tsx";

const route = getRouteApi("/signed-in/$organizationId/team");
const PAGE_ROWS = 100;

/** Who belongs to the organization, as what, and who was invited. */
export function TeamPage() {
  const { organizationId } = route.useParams();
  const { invite } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("admin");
  const [invitee, setInvitee] = useState<Invitee>();
  const members = useInfiniteQuery(
    apiPages("getOrganizationsByIdMembers", { path: { id: organizationId }, query: { limit: PAGE_ROWS } }),
  );
  const rows = members.data?.pages.flatMap((page) => page.members);
  const setInvite = (on: boolean, whom?: Invitee): void => {
    setInvitee(whom);
    void navigate({ search: (now) => ({ ...now, invite: on || undefined }), replace: true });
  };
  return (
    <Page
      title="Team"
      description="Who may do what in this organization."
      actions={
        may && (
          <Button variant="primary" data-shortcut="create" onClick={() => setInvite(true)}>
            <UserPlus aria-hidden />
            Invite
          </Button>
        )
      }
    >
      {members.error && rows === undefined ? (
        <ErrorState error={members.error} onRetry={() => void members.refetch()} />
      ) : (
        <Card flush>
          <MemberTable
            rows={rows}
            onEnd={members.hasNextPage ? () => void members.fetchNextPage() : undefined}
            isLoadingMore={members.isFetchingNextPage}
            empty={<EmptyState icon={Users} title="Nobody is a member" />}
          />
        </Card>
      )}
      {may && <Invitations onInviteAgain={(whom) => setInvite(true, whom)} />}
      <WhatRolesMay />
      {invite && may && <InviteDialog invitee={invitee} onClose={() => setInvite(false)} />}
    </Page>
  );
}
