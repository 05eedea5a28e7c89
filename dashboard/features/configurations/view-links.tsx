import { Link } from "@tanstack/react-router";
import type { VIEWS } from "./search.ts";
import { tabLink, tabRow } from "./tab-link.ts";

type View = (typeof VIEWS)[number] | undefined;

export interface ViewLinksProps {
  readonly organizationId: string;
  readonly projectId: string;
  readonly configId: string;
}

const ALL: readonly { readonly view: View; readonly label: string }[] = [
  { view: undefined, label: "Text" },
  { view: "changes", label: "Changes" },
  { view: "call", label: "Call it" },
  { view: "history", label: "History" },
];

/** What there is to see of a version; each is a link. */
export function ViewLinks({ organizationId, projectId, configId }: ViewLinksProps) {
  return (
    <nav aria-label="Views" className={tabRow}>
      {ALL.map(({ view, label }) => (
        <Link
          key={label}
          to="/$organizationId/configurations/$projectId/$configId"
          params={{ organizationId, projectId, configId }}
          search={(now) => ({ ...now, view, against: view === "changes" ? now.against : undefined })}
          activeOptions={{ exact: true }}
          className={tabLink}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
