import type { ApiKeyWithSecret } from "../../../src/client/api.ts";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { keyName } from "./key-name.ts";

export interface SecretDialogProps {
  readonly made: ApiKeyWithSecret;
  onClose(): void;
}

/** The one time that a secret is seen. Stays until it is closed on purpose. */
export function SecretDialog({ made: { apiKey, key }, onClose }: SecretDialogProps) {
  const call = [
    `curl ${location.origin}/v1/chat/completions \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"model": "mock/echo", "messages": [{"role": "user", "content": "Hello!"}]}'`,
  ].join("\n");
  return (
    <Dialog open sticky wide onClose={onClose} title={`The secret of ${keyName(apiKey)}`}>
      <div className="grid gap-4">
        <Notice tone="warn">Copy it now. The gateway keeps only its fingerprint, so nobody can show it again.</Notice>
        <div className="flex min-w-0 items-center gap-2 rounded-md border border-line bg-sunken py-2 pr-2 pl-3">
          <code data-secret className="min-w-0 flex-1 font-mono text-sm break-all">
            {key}
          </code>
          <CopyButton text={key} what="the secret" labelled />
        </div>
        <div className="grid gap-1.5">
          <h3 className="text-sm font-medium">Try it</h3>
          <CodeBlock text={call} what="command" />
        </div>
        <DialogActions>
          <Button size="md" variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
