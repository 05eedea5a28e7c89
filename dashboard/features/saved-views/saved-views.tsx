import { useQuery } from "@tanstack/react-query";
import { Bookmark, Check } from "lucide-react";
import { useState } from "react";
import type { SavedView } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { parseSearch, type RawSearch } from "../../shell/search-params.ts";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { Menu, MenuItem, MenuLabel, MenuLine } from "../../ui/menu.tsx";
import { ManageViewsDialog } from "./manage-views-dialog.tsx";
import { NameViewDialog } from "./name-view-dialog.tsx";
import { isSameQuery } from "./same-query.ts";

export interface SavedViewsProps {
  readonly organizationId: string;
  readonly page: SavedView["page"];
  /** What is shown, as in the address and without the question mark. */
  readonly query: string;
  onOpen(search: RawSearch): void;
}

/** The reader's own named filters of a page: opens them, keeps what is shown, puts them in order. */
export function SavedViews({ organizationId, page, query, onOpen }: SavedViewsProps) {
  const [dialog, setDialog] = useState<"name" | "manage" | null>(null);
  const { data, error, refetch } = useQuery(apiQuery("getSavedViews", { query: { organizationId, page } }));
  const views = data?.savedViews ?? [];
  const current = views.find((view) => isSameQuery(view.query, query));
  return (
    <>
      <Menu
        wide
        trigger={
          <Button>
            <Bookmark aria-hidden />
            <span className="max-w-40 truncate">{current?.name ?? "Views"}</span>
          </Button>
        }
      >
        <MenuLabel>Your saved views</MenuLabel>
        {views.map((view) => (
          <MenuItem key={view.id} onSelect={() => onOpen(parseSearch(view.query))}>
            <Check aria-hidden className={cn(view !== current && "invisible")} />
            <span className="truncate">{view.name}</span>
            {view === current && <span className="sr-only">, shown now</span>}
          </MenuItem>
        ))}
        {error && data === undefined ? (
          <MenuItem onSelect={() => void refetch()}>They could not be read. Try again</MenuItem>
        ) : (
          views.length === 0 && (
            <p className="px-2 pb-2 text-sm text-muted">
              {data === undefined ? "Loading…" : "None yet. Set filters, then keep them under a name."}
            </p>
          )
        )}
        <MenuLine />
        <MenuItem onSelect={() => setDialog("name")}>Save what is shown…</MenuItem>
        <MenuItem disabled={views.length === 0} onSelect={() => setDialog("manage")}>
          Manage views…
        </MenuItem>
      </Menu>
      {dialog === "name" && <NameViewDialog place={{ organizationId, page, query }} onClose={() => setDialog(null)} />}
      {dialog === "manage" && <ManageViewsDialog views={views} query={query} onClose={() => setDialog(null)} />}
    </>
  );
}
