import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useOrganization } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { toast } from "../../ui/toast.tsx";

/** Turns single sign-on off; its secret is gone then. */
export function SsoEnd() {
  const { organizationId, organizationName } = useOrganization();
  const [ending, setEnding] = useState(false);
  const client = useQueryClient();
  const remove = useApiMutation("deleteOrganizationsByIdSso", { stale: ["getAuthMe"] });
  return (
    <Card title="Turn it off">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="min-w-0 flex-1 basis-64 text-sm text-muted">
          Sessions by single sign-on end at once. Members without a password need a new one by mail, or an operator’s
          link.
        </p>
        <Button variant="warning" onClick={() => setEnding(true)}>
          Turn off…
        </Button>
      </div>
      <ConfirmByTyping
        open={ending}
        onClose={() => setEnding(false)}
        title="Turn single sign-on off?"
        word={organizationName}
        action="Turn off"
        onConfirm={async () => {
          await remove.mutateAsync({ path: { id: organizationId } });
          // There is nothing to read any more, and whoever sets it up again must not see this one first.
          client.removeQueries({ queryKey: ["getOrganizationsByIdSso"] });
          toast("Single sign-on is off.");
        }}
      >
        Everybody who came by it is signed out, and the client’s secret is destroyed. Setting it up again takes the
        secret.
      </ConfirmByTyping>
    </Card>
  );
}
