import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ProviderKey } from "../../../src/client/api.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { titleOf } from "./connection-title.ts";

/** Turning a connection off, which can be undone, and deleting it, which cannot. */
export function ConnectionEnd({ connection }: { readonly connection: ProviderKey }) {
  const { id, organizationId, status } = connection;
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const change = useApiMutation("patchProviderKeysById", { stale: ["getProviderKeys", "getProviderKeysById"] });
  const remove = useApiMutation("deleteProviderKeysById", { stale: ["getProviderKeys"] });
  const next = status === "active" ? "inactive" : "active";
  const put = (wanted: ProviderKey["status"]) => change.mutateAsync({ path: { id }, body: { status: wanted } });
  const toggle = async (): Promise<void> => {
    await put(next);
    toast(`${titleOf(connection)} is ${next === "active" ? "in use" : "no longer used"}.`, {
      label: "Undo",
      run: () => void put(status).catch(toastError),
    });
  };
  return (
    <>
      <Button pending={change.isPending} onClick={() => void toggle().catch(toastError)}>
        {next === "active" ? "Enable" : "Disable"}
      </Button>
      <Button variant="warning" onClick={() => setDeleting(true)}>
        Delete…
      </Button>
      <ConfirmByTyping
        open={deleting}
        onClose={() => setDeleting(false)}
        title="Delete this connection?"
        word={titleOf(connection)}
        action="Delete connection"
        onConfirm={async () => {
          await remove.mutateAsync({ path: { id } });
          await navigate({ to: "/$organizationId/connections", params: { organizationId } });
        }}
      >
        Its secrets are destroyed. Requests that used it go to other connections, or are refused where there is none.
      </ConfirmByTyping>
    </>
  );
}
