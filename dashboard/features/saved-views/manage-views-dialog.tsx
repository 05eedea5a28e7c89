import { useState } from "react";
import type { SavedView } from "../../../src/client/api.ts";
import { useApiMutation } from "../../api/query.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { MenuItem, RowMenu } from "../../ui/menu.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { NameViewDialog } from "./name-view-dialog.tsx";

export interface ManageViewsDialogProps {
  readonly views: readonly SavedView[];
  /** What is shown, which a view may take over. */
  readonly query: string;
  onClose(): void;
}

const STALE = { stale: ["getSavedViews"] } as const;

/**
 * Renames, replaces and deletes views. What was replaced or deleted comes back by "Undo", which nobody could reach behind
 * an open dialog: so it closes.
 */
export function ManageViewsDialog({ views, query, onClose }: ManageViewsDialogProps) {
  const [renamed, setRenamed] = useState<SavedView | null>(null);
  const create = useApiMutation("postSavedViews", STALE);
  const patch = useApiMutation("patchSavedViewsById", STALE);
  const remove = useApiMutation("deleteSavedViewsById", STALE);

  const replace = async ({ id, name, query: before }: SavedView): Promise<void> => {
    await patch.mutateAsync({ path: { id }, body: { query } });
    onClose();
    const undo = () => patch.mutateAsync({ path: { id }, body: { query: before } });
    toast(`“${name}” now holds what is shown.`, { label: "Undo", run: () => void undo().catch(toastError) });
  };
  const forget = async ({ id, name, organizationId, page, query: kept }: SavedView): Promise<void> => {
    await remove.mutateAsync({ path: { id } });
    onClose();
    const undo = () => create.mutateAsync({ body: { organizationId, page, name, query: kept } });
    toast(`“${name}” is deleted.`, { label: "Undo", run: () => void undo().catch(toastError) });
  };

  if (renamed !== null) return <NameViewDialog place={renamed} onClose={() => setRenamed(null)} />;
  return (
    <Dialog open onClose={onClose} title="Saved views">
      <ul className="grid">
        {views.map((view) => (
          <li key={view.id} className="flex items-center gap-3 border-b border-line py-1.5 last:border-0">
            <span className="grid min-w-0 flex-1">
              <span className="truncate text-base">{view.name}</span>
              <span className="truncate text-xs text-muted">{filtersOf(view.query)}</span>
            </span>
            <RowMenu name={view.name}>
              <MenuItem onSelect={() => setRenamed(view)}>Rename…</MenuItem>
              <MenuItem onSelect={() => void replace(view).catch(toastError)}>Replace by what is shown</MenuItem>
              <MenuItem danger onSelect={() => void forget(view).catch(toastError)}>
                Delete
              </MenuItem>
            </RowMenu>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** A query in a few words. */
function filtersOf(query: string): string {
  const words = [...new URLSearchParams(query)].map(([name, value]) => `${name} ${value}`);
  return words.length === 0 ? "no filters" : words.join(" · ");
}
