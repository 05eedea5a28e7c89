import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Project } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { textLink } from "../../ui/link.ts";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { ProjectStatusBadge } from "./states.tsx";
import { tabLink, tabRow } from "./tab-link.ts";

export interface ProjectFrameProps {
  readonly organizationId: string;
  readonly projectId: string;
  readonly actions?: ReactNode;
  readonly children: (project: Project) => ReactNode;
}

/** What the pages of one project's configurations have in common: its name, and its versions and secrets. */
export function ProjectFrame({ organizationId, projectId, actions, children }: ProjectFrameProps) {
  const { data, error, refetch } = useQuery(apiQuery("getProjectsById", { path: { id: projectId } }));
  const project = data?.project;
  const params = { organizationId, projectId };
  return (
    <Page
      title={project === undefined ? "Configurations" : `Configurations of ${project.name}`}
      back={
        <Link to="/$organizationId/configurations" params={{ organizationId }} className={textLink}>
          Configurations
        </Link>
      }
      description={
        project && (
          <span className="flex flex-wrap items-center gap-2">
            <ProjectStatusBadge status={project.projectStatus} />
            <span>
              Called as <code className="font-mono text-sm">{project.slug}/route</code>
            </span>
          </span>
        )
      }
      actions={actions}
    >
      {error && project === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <>
          <nav aria-label="Parts" className={tabRow}>
            <Link
              to="/$organizationId/configurations/$projectId"
              params={params}
              activeOptions={{ exact: true, includeSearch: false }}
              className={tabLink}
            >
              Versions
            </Link>
            <Link to="/$organizationId/configurations/$projectId/secrets" params={params} className={tabLink}>
              Secrets
            </Link>
          </nav>
          {project === undefined ? <Skeleton className="h-64" /> : children(project)}
        </>
      )}
    </Page>
  );
}
