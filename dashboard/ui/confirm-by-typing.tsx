import { type FormEvent, type ReactNode, useState } from "react";
import { messageOf } from "../api/error.ts";
import { Button } from "./button.tsx";
import { Dialog, DialogActions } from "./dialog.tsx";
import { Field, Input } from "./field.tsx";
import { Notice } from "./notice.tsx";

export interface ConfirmByTypingProps {
  readonly open: boolean;
  onClose(): void;
  readonly title: string;
  /** What will be gone, and for whom. */
  readonly children: ReactNode;
  /** What has to be typed: the name of the thing. */
  readonly word: string;
  /** Verb and noun, such as "Delete key". */
  readonly action: string;
  /** Does it; a rejection is shown and the dialog stays. */
  onConfirm(): Promise<unknown>;
}

/** Asks for the name of what is about to go for good. Only for what cannot be undone. */
export function ConfirmByTyping({ open, onClose, title, children, word, action, onConfirm }: ConfirmByTypingProps) {
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const close = (): void => {
    setTyped("");
    setFailure(null);
    onClose();
  };
  const confirm = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (typed.trim() !== word) return;
    setPending(true);
    try {
      await onConfirm();
      close();
    } catch (error) {
      setFailure(messageOf(error));
    } finally {
      setPending(false);
    }
  };
  return (
    <Dialog open={open} onClose={close} title={title}>
      <form onSubmit={(event) => void confirm(event)} className="grid gap-4">
        <div className="text-base text-muted">{children}</div>
        {failure && <Notice tone="bad">{failure}</Notice>}
        <Field label={`Type “${word}” to confirm`}>
          <Input
            autoFocus
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <DialogActions>
          <Button size="md" onClick={close}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="danger" pending={pending} disabled={typed.trim() !== word}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
