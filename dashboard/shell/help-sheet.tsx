import { Dialog } from "../ui/dialog.tsx";
import { PAGES } from "./pages.ts";
import { SHORTCUTS } from "./shortcuts.ts";

/** Every shortcut there is. */
export function HelpSheet({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  const rows = [...SHORTCUTS, ...PAGES.map(({ key, label }) => ({ keys: `g ${key}`, does: `Go to ${label}` }))];
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts">
      <dl className="grid gap-x-8 text-base">
        {rows.map(({ keys, does }) => (
          <div key={keys} className="flex items-center justify-between gap-4 border-b border-line py-1.5 last:border-0">
            <dt>{does}</dt>
            <dd className="flex gap-1">
              {keys.split(" ").map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded border border-line bg-sunken px-1.5 py-0.5 text-center font-mono text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
