import { Download } from "lucide-react";
import { useMe } from "../../api/identity.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";

export interface BackupCodesDialogProps {
  readonly codes: readonly string[];
  onClose(): void;
}

/** The one time that backup codes are seen. */
export function BackupCodesDialog({ codes, onClose }: BackupCodesDialogProps) {
  const { user } = useMe();
  const text = `Backup codes of ${user.email} at ${location.host}\nEach signs in once.\n\n${codes.join("\n")}\n`;
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
  return (
    <Dialog open sticky onClose={onClose} title="Your backup codes">
      <div className="grid gap-4">
        <Notice tone="warn">
          Keep them where you find them without your phone. Each signs you in once. They are not shown again, and
          earlier ones no longer count.
        </Notice>
        <ul
          data-secret
          className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-md border border-line bg-sunken p-3 font-mono text-sm"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="flex gap-2">
          <CopyButton labelled text={codes.join("\n")} what="the codes" />
          <Button asChild variant="quiet">
            <a href={file} download="llm-gateway-backup-codes.txt">
              <Download aria-hidden />
              Download
            </a>
          </Button>
        </div>
        <DialogActions>
          <Button size="md" variant="primary" onClick={onClose}>
            I have kept them
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
