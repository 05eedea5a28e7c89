import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FolderKanban, Lock } from "lucide-react";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { Bench } from "./bench.tsx";

const route = getRouteApi("/signed-in/$organizationId/playground");
const PROJECTS_MAX = 200;

/** Asks models as an application would: through the gateway, with a key, limited, billed and logged. */
export function PlaygroundPage() {
  const { organizationId } = route.useParams();
  const { project } = route.useSearch();
  const may = useMay("developer");
  const query = { organizationId, status: "active", limit: PROJECTS_MAX } as const;
  const { data, error, refetch } = useQuery(apiQuery("getProjects", { query }));
  const projects = data?.projects;
  const chosen = projects?.find(({ id }) => id === project) ?? projects?.[0];
  if (may && projects !== undefined && chosen !== undefined)
    return <Bench key={organizationId} projects={projects} projectId={chosen.id} />;
  return (
    <Page title="Playground">
      {!may ? (
        <EmptyState icon={Lock} title="Your role does not allow this">
          The playground makes requests with an API key of its own, and your role may not make keys. Ask an
          administrator to make you a developer.
        </EmptyState>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : projects === undefined ? (
        <Skeleton className="h-80" />
      ) : (
        <EmptyState
          icon={FolderKanban}
          title="No project is in use"
          action={
            <Button asChild>
              <Link to="/$organizationId/projects" params={{ organizationId }} search={{ create: true }}>
                Create a project
              </Link>
            </Button>
          }
        >
          Requests belong to a project: its limits, keys and routing hold for them.
        </EmptyState>
      )}
    </Page>
  );
}
