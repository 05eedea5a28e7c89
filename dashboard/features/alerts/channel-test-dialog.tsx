import type { AlertChannel, AlertChannelTest } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { duration } from "../../ui/format.ts";

export interface ChannelTestDialogProps {
  readonly channel: AlertChannel;
  readonly test: AlertChannelTest;
  onClose(): void;
}

/** What came of a test, for each that was written to. */
export function ChannelTestDialog({ channel, test, onClose }: ChannelTestDialogProps) {
  return (
    <Dialog open onClose={onClose} title={test.delivered ? "The test arrived" : "The test did not arrive"}>
      <ul className="grid gap-4">
        {test.results.map(({ recipient, delivered, httpStatus, error, body, responseMs }) => (
          <li key={recipient ?? ""} className="grid gap-2 text-sm">
            <p className="flex flex-wrap items-center gap-2">
              <Badge tone={delivered ? "good" : "bad"}>{delivered ? "delivered" : "failed"}</Badge>
              <span className="font-medium">{recipient ?? channel.name}</span>
              <span className="text-muted">
                {[httpStatus === null ? null : `status ${httpStatus}`, duration(responseMs)].filter(Boolean).join(", ")}
              </span>
            </p>
            {error && <p className="break-words">{error}</p>}
            {body && <CodeBlock text={body} what="what the receiver answered" />}
          </li>
        ))}
      </ul>
      <DialogActions>
        <Button size="md" variant="primary" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}
