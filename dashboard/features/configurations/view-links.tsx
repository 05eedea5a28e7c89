import { Link } from "@tanstack/react-router";
import type { VIEWS } from "./search.ts";

type View = (typeof VIEWS)[number] | undefined;

export interface ViewLinksProps {
  readonly organizationId: string;
  readonly projectId: string;
  readonly configId: string;
  readonly view: View;
}

const ALL: readonly { readonly view: View; readonly label: string }[] = [
  { view: undefined, label: "Text" },
  { view: "changes", label: "Changes" },
  { view: "call", label: "Call it" },
  { view: "history", label: "History" },
];

/** What there is to see of a version; each is a link. */
export function ViewLinks({ view: shown, organizationId, projectId, configId }: ViewLinksProps) {
  return (
    <nav aria-label="Views" className="flex gap-1 overflow-x-auto border-b border-line">
      {ALL.map(({ view, label }) => (
        <Link
          key={label}
          to="/$organizationId/configurations/$projectId/$configId"
          params={{ organizationId, projectId, configId }}
          search={(now) => ({ ...now, view, against: view === "changes" ? now.against : undefined })}
          aria-current={view === shown ? "page" : undefined}
          className="-mb-px border-b-2 border-transparent px-3 py-2 text-base whitespace-nowrap text-muted hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
