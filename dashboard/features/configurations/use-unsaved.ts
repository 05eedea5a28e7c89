import { useRef, useState } from "react";
import { keepUnsaved, readUnsaved, type Unsaved } from "../../api/unsaved.ts";

/** What is being written, and what is known of it. */
export interface Draft {
  readonly yaml: string;
  readonly message: string;
  readonly basedOn: string | null;
  readonly isDirty: boolean;
  /** It was found as it was left: the page was closed over it. */
  readonly wasKept: boolean;
  change(next: { readonly yaml?: string; readonly message?: string }): void;
  /** Goes back to what is saved. */
  discard(): void;
  /** What was sent is saved; what was written since then is not. */
  settle(sent: Unsaved, savedAt: string): void;
  /** Goes on from what somebody else saved, without losing what was written. */
  rebase(savedAt: string): void;
}

/** The text of a version while it is edited; kept in the tab until it is saved. `id` may not change. */
export function useUnsaved(id: string, saved: Unsaved): Draft {
  const [edit, setEdit] = useState(() => readUnsaved(id));
  const [wasKept, setWasKept] = useState(edit !== null);
  const latest = useRef(edit);
  const now = edit ?? saved;
  const set = (next: Unsaved | null): void => {
    latest.current = next;
    setEdit(next);
    keepUnsaved(id, next);
    if (next === null) setWasKept(false);
  };
  return {
    ...now,
    isDirty: edit !== null,
    wasKept,
    change(next) {
      const changed = { ...now, ...next };
      const isSame = changed.yaml === saved.yaml && changed.message === saved.message;
      set(isSame ? null : changed);
    },
    discard: () => set(null),
    settle(sent, savedAt) {
      // Writing goes on while a text is being saved.
      const left = latest.current ?? sent;
      const isSame = left.yaml === sent.yaml && left.message === sent.message;
      set(isSame ? null : { ...left, basedOn: savedAt });
    },
    rebase: (savedAt) => set({ ...now, basedOn: savedAt }),
  };
}
