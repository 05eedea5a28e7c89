import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Check, ChevronsUpDown, FolderKanban } from "lucide-react";
import { useMe, useOrganization } from "../api/identity.ts";
import { apiQuery } from "../api/query.ts";
import { Menu, MenuItem, MenuLabel, MenuLine } from "../ui/menu.tsx";

const PROJECTS_MAX = 200;

/** Which organization and which of its projects the pages are about: the first part of the address, and `?project=`. */
export function ScopeSwitcher() {
  const { memberships } = useMe();
  const { organizationId, organizationName } = useOrganization();
  const { project } = useSearch({ strict: false });
  const { data } = useQuery(apiQuery("getProjects", { query: { organizationId, limit: PROJECTS_MAX } }));
  const active = data?.projects.filter((each) => each.status === "active" || each.id === project) ?? [];
  const chosen = active.find((each) => each.id === project);
  const projectName = project === undefined ? "All projects" : (chosen?.name ?? "…");
  const trigger = (
    <button
      type="button"
      className="flex w-full items-center gap-2 rounded-md border border-line bg-surface px-2.5 py-1.5 text-left hover:bg-hover"
    >
      <span className="sr-only">Switch organization or project: </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-semibold">{organizationName}</span>
        <span className="block truncate text-xs text-muted">{projectName}</span>
      </span>
      <ChevronsUpDown className="size-4 shrink-0 text-muted" aria-hidden />
    </button>
  );
  return (
    <Menu trigger={trigger} align="start" wide>
      <MenuLabel>Project</MenuLabel>
      <MenuItem asChild>
        <Link to="." search={(now: object) => ({ ...now, project: undefined })}>
          <span className="flex-1">All projects</span>
          {project === undefined && <Check aria-hidden />}
        </Link>
      </MenuItem>
      {active.map(({ id, name }) => (
        <MenuItem key={id} asChild>
          <Link to="." search={(now: object) => ({ ...now, project: id })}>
            <FolderKanban aria-hidden className="text-muted" />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            {id === project && <Check aria-hidden />}
          </Link>
        </MenuItem>
      ))}
      {memberships.length > 1 && (
        <>
          <MenuLine />
          <MenuLabel>Organization</MenuLabel>
          {memberships.map((each) => (
            <MenuItem key={each.organizationId} asChild>
              <Link
                to="/$organizationId/overview"
                params={{ organizationId: each.organizationId }}
                search={{ project: undefined }}
              >
                <span className="min-w-0 flex-1 truncate">{each.organizationName}</span>
                {each.organizationId === organizationId && <Check aria-hidden />}
              </Link>
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  );
}
