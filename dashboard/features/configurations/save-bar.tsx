import { COMMAND_KEY } from "../../shell/shortcuts.ts";
import { Button } from "../../ui/button.tsx";
import { Input } from "../../ui/field.tsx";
import type { Draft } from "./use-unsaved.ts";

export interface SaveBarProps {
  readonly draft: Draft;
  readonly label: string;
  readonly isPending: boolean;
  /** Whether there is something to save although nothing was changed: a new version. */
  readonly isNew?: boolean;
  onSave(): void;
}

/** Why a version is made, and the way to save it. */
export function SaveBar({ draft, label, isPending, isNew = false, onSave }: SaveBarProps) {
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Input
          fit
          aria-label="Why this version"
          placeholder="Why this version?"
          maxLength={2_000}
          value={draft.message}
          onChange={(event) => draft.change({ message: event.target.value })}
          className="min-w-0 flex-1 basis-52 max-md:basis-full"
        />
        {draft.isDirty && !isNew && (
          <Button variant="quiet" onClick={draft.discard} className="max-md:flex-1">
            Discard
          </Button>
        )}
        <Button
          variant={isNew || draft.isDirty ? "primary" : "secondary"}
          pending={isPending}
          disabled={!isNew && !draft.isDirty}
          onClick={onSave}
          className="max-md:flex-1"
        >
          {label}
        </Button>
      </div>
      <p className="text-sm text-muted">
        {draft.isDirty ? "Not saved; this tab keeps it. " : ""}
        <span className="max-md:hidden">
          {COMMAND_KEY} S saves, {COMMAND_KEY} Enter checks, Ctrl Space offers; Esc then Tab leaves the editor.
        </span>
      </p>
    </div>
  );
}
