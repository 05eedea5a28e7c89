import type { AlertChannel } from "../../../src/client/api.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { ChannelSecret } from "./channel-secret-dialog.tsx";

export interface ChannelRotateDialogProps {
  readonly channel: AlertChannel;
  onClose(): void;
  onSecret(made: ChannelSecret): void;
}

/** Gives a webhook a new secret; the one before signs beside it for a day. */
export function ChannelRotateDialog({ channel, onClose, onSecret }: ChannelRotateDialogProps) {
  const rotate = useApiMutation("postAlertsChannelsByIdRotate", { stale: ["getAlertsChannels"] });
  const make = (): void =>
    rotate.mutate(
      { path: { id: channel.id } },
      {
        onSuccess: (made) => {
          onClose();
          onSecret(made);
        },
      },
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={`A new secret for ${channel.name}`}
      description="It is shown once. For 24 hours the present one signs beside it; after that only the new one does."
    >
      {rotate.error && <Notice tone="bad">{rotate.error.message}</Notice>}
      <DialogActions>
        <Button size="md" onClick={onClose}>
          Cancel
        </Button>
        <Button size="md" variant="primary" pending={rotate.isPending} onClick={make}>
          Make a new secret
        </Button>
      </DialogActions>
    </Dialog>
  );
}
