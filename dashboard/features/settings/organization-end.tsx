import { useState } from "react";
import { useMe, useOrganization } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { loadAnew } from "../team/leave.ts";

/** Deletes the organization, for good. */
export function OrganizationEnd() {
  const { organizationId, organizationName } = useOrganization();
  const operates = useMe().organizations.some(({ id, operates: first }) => id === organizationId && first);
  const [deleting, setDeleting] = useState(false);
  const remove = useApiMutation("deleteOrganizationsById");
  return (
    <Card title="Delete the organization" className="max-w-2xl">
      {operates ? (
        <p className="text-sm text-muted">
          This is the gateway’s first organization. It stays, because the gateway itself belongs to it; its projects can
          be deleted.
        </p>
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <p className="min-w-0 flex-1 basis-64 text-sm text-muted">
            Its keys, tokens, invitations and connections stop working at once, for everybody. There is no way back.
          </p>
          <Button variant="warning" onClick={() => setDeleting(true)}>
            Delete…
          </Button>
        </div>
      )}
      <ConfirmByTyping
        open={deleting}
        onClose={() => setDeleting(false)}
        title="Delete this organization?"
        word={organizationName}
        action="Delete organization"
        onConfirm={async () => {
          await remove.mutateAsync({ path: { id: organizationId } });
          loadAnew();
        }}
      >
        Every API key of <b className="font-medium text-text">{organizationName}</b> is refused, its connections are
        destroyed, and nobody sees its requests any more. Credits that are left are lost.
      </ConfirmByTyping>
    </Card>
  );
}
