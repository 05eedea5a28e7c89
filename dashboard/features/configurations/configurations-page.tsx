import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FileCode2 } from "lucide-react";
import type { Project, ProjectConfigSummary } from "../../../src/client/api.ts";
import { apiPages, apiQuery } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { rowLink } from "../../ui/row-link.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { ProjectStatusBadge } from "./states.tsx";

const route = getRouteApi("/signed-in/$organizationId/configurations");
const PAGE_ROWS = 100;
const VERSIONS_READ = 100;

/** Every project with what it serves and what waits to be served. */
export function ConfigurationsPage() {
  const { organizationId } = route.useParams();
  const { project: chosen } = route.useSearch();
  const projects = useInfiniteQuery(
    apiPages("getProjects", { query: { organizationId, status: "active", limit: PAGE_ROWS } }),
  );
  const rows = projects.data?.pages
    .flatMap((page) => page.projects)
    .filter(({ id }) => chosen === undefined || id === chosen);
  const columns: readonly Column<Project>[] = [
    {
      id: "project",
      header: "Project",
      cell: ({ id, name, slug }) => (
        <span className="grid">
          <Link to="/$organizationId/configurations/$projectId" params={{ organizationId, projectId: id }} {...rowLink}>
            {name}
          </Link>
          <code className="truncate font-mono text-xs text-muted">{slug}/…</code>
        </span>
      ),
    },
    {
      id: "status",
      header: "Status",
      width: "5rem",
      cell: ({ projectStatus }) => <ProjectStatusBadge status={projectStatus} />,
    },
    { id: "served", header: "Served", width: "7rem", from: "md", cell: (project) => <Served project={project} /> },
    { id: "waiting", header: "Not served yet", from: "md", cell: (project) => <Waiting project={project} /> },
    {
      id: "changed",
      header: "Newest version",
      numeric: true,
      from: "lg",
      width: "8rem",
      cell: (project) => <Newest project={project} />,
    },
  ];
  return (
    <Page
      title="Configurations"
      description="Models, routes, fallbacks and limits of a project in one YAML text: drafted, approved, served, rolled back."
    >
      {projects.error && rows === undefined ? (
        <ErrorState error={projects.error} onRetry={() => void projects.refetch()} />
      ) : (
        <Card flush>
          <Table
            label="Projects with configurations"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            onEnd={projects.hasNextPage ? () => void projects.fetchNextPage() : undefined}
            isLoadingMore={projects.isFetchingNextPage}
            empty={
              <EmptyState
                icon={FileCode2}
                title="No project to configure"
                action={
                  <Button asChild>
                    <Link to="/$organizationId/projects" params={{ organizationId }} search={{ project: undefined }}>
                      Go to the projects
                    </Link>
                  </Button>
                }
              >
                A configuration belongs to a project that is in use.
              </EmptyState>
            }
          />
        </Card>
      )}
    </Page>
  );
}

/** The newest versions of a project; all cells of a row ask for the same, so it is asked once. */
function useVersions({ id }: Project): readonly ProjectConfigSummary[] | undefined {
  const { data } = useQuery(apiQuery("getProjectsByIdConfigs", { path: { id }, query: { limit: VERSIONS_READ } }));
  return data?.configs;
}

interface CellProps {
  readonly project: Project;
}

function Served({ project }: CellProps) {
  const versions = useVersions(project);
  if (project.servedConfigId === null) return <span className="text-muted">nothing</span>;
  if (versions === undefined) return <Skeleton className="h-3.5 w-16" />;
  const served = versions.find(({ state }) => state === "SERVED");
  return served === undefined ? "an old version" : `version ${served.version}`;
}

function Waiting({ project }: CellProps) {
  const versions = useVersions(project);
  if (versions === undefined) return <Skeleton className="h-3.5 w-16" />;
  const drafts = versions.filter(({ state }) => state === "DRAFT").length;
  const ready = versions.filter(({ state }) => state === "READY_TO_SERVE").length;
  if (drafts + ready === 0) return <span className="text-muted">–</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {ready > 0 && <Badge tone="accent">{ready} ready to serve</Badge>}
      {drafts > 0 && <Badge>{drafts === 1 ? "1 draft" : `${drafts} drafts`}</Badge>}
    </span>
  );
}

function Newest({ project }: CellProps) {
  const versions = useVersions(project);
  if (versions === undefined) return <Skeleton className="ml-auto h-3.5 w-16" />;
  return <RelativeTime at={versions[0]?.createdAt ?? null} />;
}
