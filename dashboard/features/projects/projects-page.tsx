import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FolderKanban, Plus } from "lucide-react";
import type { Project } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiPages } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Select } from "../../ui/field.tsx";
import { Page } from "../../ui/page.tsx";
import { rowLink } from "../../ui/row-link.ts";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { CreateProjectDialog } from "./create-project-dialog.tsx";
import { MODES } from "./modes.ts";

const route = getRouteApi("/signed-in/$organizationId/projects");
const PAGE_ROWS = 100;

/** What keys belong to: each has a mode, caching and routing of its own. */
export function ProjectsPage() {
  const { organizationId } = route.useParams();
  const { status, create } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("admin");
  const projects = useInfiniteQuery({
    ...apiPages("getProjects", { query: { organizationId, status: status ?? "active", limit: PAGE_ROWS } }),
    placeholderData: keepPreviousData,
  });
  const rows = projects.data?.pages.flatMap((page) => page.projects);
  const setCreate = (on: boolean): void =>
    void navigate({ search: (now) => ({ ...now, create: on || undefined }), replace: true });
  const columns: readonly Column<Project>[] = [
    {
      id: "name",
      header: "Project",
      cell: ({ id, name, slug }) => (
        <span className="grid">
          <Link {...rowLink} to="/$organizationId/projects/$projectId" params={{ organizationId, projectId: id }}>
            {name}
          </Link>
          <code className="truncate font-mono text-xs text-muted">{slug}</code>
        </span>
      ),
    },
    { id: "mode", header: "Pays with", width: "8rem", cell: ({ mode }) => MODES[mode].label },
    {
      id: "cache",
      header: "Cache",
      from: "md",
      width: "6rem",
      cell: ({ cachingEnabled }) => (
        <Badge tone={cachingEnabled ? "good" : "neutral"}>{cachingEnabled ? "on" : "off"}</Badge>
      ),
    },
    {
      id: "model",
      header: "Default model",
      from: "md",
      cell: ({ defaultModel }) => defaultModel ?? <span className="text-muted">none</span>,
    },
    {
      id: "updated",
      header: "Changed",
      from: "lg",
      numeric: true,
      width: "7rem",
      cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    },
  ];
  return (
    <Page
      title="Projects"
      description="Keys belong to projects; so do caching, routing and who pays."
      actions={
        <>
          <Select
            aria-label="Status"
            fit
            value={status ?? ""}
            onChange={(event) =>
              void navigate({
                search: (now) => ({ ...now, status: event.target.value === "" ? undefined : "archived" }),
                replace: true,
              })
            }
          >
            <option value="">In use</option>
            <option value="archived">Archived</option>
          </Select>
          {may && (
            <Button variant="primary" data-shortcut="create" onClick={() => setCreate(true)}>
              <Plus aria-hidden />
              Create project
            </Button>
          )}
        </>
      }
    >
      {projects.error && rows === undefined ? (
        <ErrorState error={projects.error} onRetry={() => void projects.refetch()} />
      ) : (
        <Card flush>
          <Table
            label="Projects"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            onEnd={projects.hasNextPage ? () => void projects.fetchNextPage() : undefined}
            isLoadingMore={projects.isFetchingNextPage}
            empty={
              <EmptyState
                icon={FolderKanban}
                title={status === "archived" ? "Nothing is archived" : "No projects yet"}
                action={status !== "archived" && may && <Button onClick={() => setCreate(true)}>Create project</Button>}
              >
                {status === "archived" ? "" : "A key needs a project to belong to."}
              </EmptyState>
            }
          />
        </Card>
      )}
      {create && may && <CreateProjectDialog organizationId={organizationId} onClose={() => setCreate(false)} />}
    </Page>
  );
}
