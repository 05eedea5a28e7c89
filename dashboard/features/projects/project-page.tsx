import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { textLink } from "../../ui/link.ts";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { ProjectEnd } from "./project-end.tsx";
import { ProjectForm } from "./project-form.tsx";

const route = getRouteApi("/signed-in/$organizationId/projects/$projectId");

/** One project: what it is, and its end. */
export function ProjectPage() {
  const { organizationId, projectId } = route.useParams();
  const { data, error, refetch } = useQuery(apiQuery("getProjectsById", { path: { id: projectId } }));
  const may = useMay("admin");
  const back = (
    <Link to="/$organizationId/projects" params={{ organizationId }} className={textLink}>
      Projects
    </Link>
  );
  if (error && data === undefined)
    return (
      <Page title="Project" back={back}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Page>
    );
  const project = data?.project;
  return (
    <Page
      title={project?.name ?? "Project"}
      back={back}
      description={
        <span className="flex items-center gap-2">
          {project?.status === "archived" && <Badge tone="warn">archived</Badge>}
          <code className="font-mono text-xs">{projectId}</code>
          <CopyButton text={projectId} what="project id" />
        </span>
      }
      actions={
        <>
          <Button asChild>
            <Link to="/$organizationId/configurations/$projectId" params={{ organizationId, projectId }}>
              Its configurations
            </Link>
          </Button>
          <Button asChild>
            <Link to="/$organizationId/api-keys" params={{ organizationId }} search={{ project: projectId }}>
              Its API keys
            </Link>
          </Button>
          <Button asChild>
            <Link to="/$organizationId/logs" params={{ organizationId }} search={{ project: projectId }}>
              Its requests
            </Link>
          </Button>
        </>
      }
    >
      {project === undefined ? (
        <Skeleton className="h-96 max-w-2xl" />
      ) : (
        <div className="grid max-w-2xl gap-5">
          <ProjectForm key={project.updatedAt} project={project} may={may} />
          {may && <ProjectEnd project={project} organizationId={organizationId} />}
        </div>
      )}
    </Page>
  );
}
