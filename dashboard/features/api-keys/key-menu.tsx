import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ApiKey, ApiKeyWithSecret } from "../../../src/client/api.ts";
import { useApiMutation } from "../../api/query.ts";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { MenuItem, MenuLine, RowMenu } from "../../ui/menu.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { keyName } from "./key-name.ts";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";

export interface KeyMenuProps {
  readonly apiKey: ApiKey;
  onSecret(made: ApiKeyWithSecret): void;
  /** Called when the key is no more. */
  onDeleted?(): void;
}

/** What can be done with a key: rotate, disable, enable, delete. */
export function KeyMenu({ apiKey, onSecret, onDeleted }: KeyMenuProps) {
  const [asked, setAsked] = useState<"rotate" | "delete" | null>(null);
  const change = useApiMutation("patchApiKeysById", { stale: ["getApiKeys", "getApiKeysById"] });
  const remove = useApiMutation("deleteApiKeysById", { stale: ["getApiKeys"] });
  const path = { id: apiKey.id };
  const name = keyName(apiKey);
  const next = apiKey.status === "active" ? "inactive" : "active";

  const setStatus = async (): Promise<void> => {
    const before = apiKey.status;
    try {
      await change.mutateAsync({ path, body: { status: next } });
      toast(`${name} is ${next === "active" ? "enabled" : "disabled"}.`, {
        label: "Undo",
        run: () => void change.mutateAsync({ path, body: { status: before } }).catch(toastError),
      });
    } catch (error) {
      toastError(error);
    }
  };
  const close = (): void => setAsked(null);
  return (
    <>
      <RowMenu name={name}>
        <MenuItem onSelect={() => setAsked("rotate")}>Rotate…</MenuItem>
        <MenuItem onSelect={() => void setStatus()}>{next === "active" ? "Enable" : "Disable"}</MenuItem>
        <MenuItem asChild>
          <Link
            to="/$organizationId/logs"
            params={{ organizationId: apiKey.organizationId }}
            search={{ apiKeyId: apiKey.id }}
          >
            Its requests
          </Link>
        </MenuItem>
        <MenuLine />
        <MenuItem danger onSelect={() => setAsked("delete")}>
          Delete…
        </MenuItem>
      </RowMenu>
      {asked === "rotate" && (
        <RotateKeyDialog
          apiKey={apiKey}
          onClose={close}
          onMade={(made) => {
            close();
            onSecret(made);
          }}
        />
      )}
      <ConfirmByTyping
        open={asked === "delete"}
        onClose={close}
        title="Delete this key?"
        word={apiKey.last4}
        action="Delete key"
        onConfirm={async () => {
          await remove.mutateAsync({ path });
          onDeleted?.();
        }}
      >
        Applications that use <b className="font-medium text-text">{name}</b> are refused at once, and its secret never
        works again. Its requests stay in the log. The word to type is the end of the key.
      </ConfirmByTyping>
    </>
  );
}
