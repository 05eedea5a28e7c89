import type { AlertChannel } from "../../../src/client/api.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { dateTime } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";

/** A secret that was made just now. */
export interface ChannelSecret {
  readonly channel: AlertChannel;
  readonly secret: string;
  /** Until then the one before signs too. */
  readonly previousValidUntil?: string;
}

/** The one time that a channel's secret is seen. */
export function ChannelSecretDialog(props: ChannelSecret & { onClose(): void }) {
  const { channel, secret, previousValidUntil, onClose } = props;
  return (
    <Dialog open sticky onClose={onClose} title={`The secret of ${channel.name}`}>
      <div className="grid gap-4">
        <Notice tone="warn">Copy it now: it is not shown again.</Notice>
        <div className="flex min-w-0 items-center gap-2 rounded-md border border-line bg-sunken py-2 pr-2 pl-3">
          <code data-secret className="min-w-0 flex-1 font-mono text-sm break-all">
            {secret}
          </code>
          <CopyButton text={secret} what="the secret" labelled />
        </div>
        <p className="text-sm text-muted">
          The header <code className="font-mono text-xs">x-llm-gateway-signature</code> holds an HMAC-SHA256 of each
          message, made with it. Check it, so that nobody else can send you alerts.
          {previousValidUntil && ` Until ${dateTime(previousValidUntil)} the secret before signs too.`}
        </p>
        <DialogActions>
          <Button size="md" variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
