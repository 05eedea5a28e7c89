import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FolderKanban } from "lucide-react";
import type { Project } from "../../../src/client/api.ts";
import { apiPages } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { keepingTime } from "./keeping-time.ts";
import { ProjectCachingDialog } from "./project-caching-dialog.tsx";

export interface ProjectCachingProps {
  readonly organizationId: string;
  /** Only this project is shown. */
  readonly projectId: string | undefined;
  readonly may: boolean;
  /** The project whose caching is being changed. */
  readonly changing: string | undefined;
  onChange(projectId: string | undefined): void;
}

const PAGE_ROWS = 100;

/** Which projects give the same answer to the same question, and for how long. */
export function ProjectCaching({ organizationId, projectId, may, changing, onChange }: ProjectCachingProps) {
  const query = { organizationId, status: "active", limit: PAGE_ROWS } as const;
  const projects = useInfiniteQuery(apiPages("getProjects", { query }));
  const all = projects.data?.pages.flatMap((page) => page.projects);
  const rows = projectId === undefined ? all : all?.filter(({ id }) => id === projectId);
  const chosen = all?.find(({ id }) => id === changing);
  const columns: readonly Column<Project>[] = [
    {
      id: "name",
      header: "Project",
      cell: ({ id, name }) => (
        <Link
          to="/$organizationId/projects/$projectId"
          params={{ organizationId, projectId: id }}
          className="font-medium hover:underline"
        >
          {name}
        </Link>
      ),
    },
    {
      id: "state",
      header: "Exact cache",
      width: "6rem",
      cell: ({ cachingEnabled }) => (
        <Badge tone={cachingEnabled ? "good" : "neutral"}>{cachingEnabled ? "on" : "off"}</Badge>
      ),
    },
    {
      id: "time",
      header: "Answers are kept for",
      from: "md",
      cell: ({ cachingEnabled, cacheDurationSeconds }) =>
        cachingEnabled ? keepingTime(cacheDurationSeconds) : <span className="text-muted">not at all</span>,
    },
    {
      id: "change",
      header: "Actions",
      headerHidden: true,
      width: may ? "5.5rem" : "0",
      cell: ({ id, name }) =>
        may && (
          <span className="flex justify-end">
            <Button aria-label={`Change the caching of ${name}`} onClick={() => onChange(id)}>
              Change
            </Button>
          </span>
        ),
    },
  ];
  return (
    <Card title="Projects" flush>
      {projects.error && rows === undefined ? (
        <ErrorState error={projects.error} onRetry={() => void projects.refetch()} />
      ) : (
        <Table
          label="Caching of projects"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          onEnd={projects.hasNextPage ? () => void projects.fetchNextPage() : undefined}
          isLoadingMore={projects.isFetchingNextPage}
          empty={
            <EmptyState icon={FolderKanban} title="No project is in use">
              Caching is turned on project by project.
            </EmptyState>
          }
        />
      )}
      {chosen && may && <ProjectCachingDialog project={chosen} onClose={() => onChange(undefined)} />}
    </Card>
  );
}
