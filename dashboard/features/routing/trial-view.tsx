import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FolderKanban, Lock, Waypoints } from "lucide-react";
import { useMay } from "../../api/identity.ts";
import { apiQuery, readAnew } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { withKeyForOnce } from "../api-keys/own-key.ts";
import { askRoute, type TrialQuestion, trialBody } from "./dry-run.ts";
import { RouteResult } from "./route-result.tsx";
import { TrialForm } from "./trial-form.tsx";

const route = getRouteApi("/signed-in/$organizationId/routing");
const PROJECTS_MAX = 200;

/** What would be done with a request: nobody is called, nothing is charged. */
export function TrialView() {
  const { organizationId } = route.useParams();
  const { project: projectId, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("developer");
  const client = useQueryClient();
  const query = { organizationId, status: "active", limit: PROJECTS_MAX } as const;
  const { data, error, refetch } = useQuery(apiQuery("getProjects", { query }));
  const project = data?.projects.find(({ id }) => id === projectId) ?? data?.projects[0];
  const trial = useMutation({
    mutationKey: ["route"],
    mutationFn: async (question: TrialQuestion) =>
      await withKeyForOnce(project?.id ?? "", "Dry run of the dashboard", (key) =>
        askRoute({ body: trialBody(question) }, key),
      ),
    // The key that was made for it must not be left in a list that is shown.
    onSettled: () => readAnew(client, ["getApiKeys"]),
  });
  const ask = (question: TrialQuestion): void => {
    void navigate({ search: (now) => ({ ...now, ...question }), replace: true });
    trial.mutate(question);
  };
  if (!may)
    return (
      <EmptyState icon={Lock} title="Your role does not allow this">
        A dry run is asked with a key, and developers make keys.
      </EmptyState>
    );
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-80" />;
  if (project === undefined)
    return (
      <EmptyState
        icon={FolderKanban}
        title="There is no project in use"
        action={
          <Button asChild>
            <Link to="/$organizationId/projects" params={{ organizationId }} search={{ create: true }}>
              Create a project
            </Link>
          </Button>
        }
      >
        A request is decided for a project: by its mode, preferences and connections.
      </EmptyState>
    );
  return (
    <div className="grid gap-5 lg:grid-cols-[24rem_minmax(0,1fr)] lg:items-start">
      <TrialForm
        organizationId={organizationId}
        project={project}
        question={search}
        pending={trial.isPending}
        onAsk={ask}
      />
      <div aria-live="polite" className="min-w-0">
        {trial.error ? (
          <Card>
            <ErrorState error={trial.error} />
          </Card>
        ) : trial.data === undefined ? (
          <Card>
            <EmptyState icon={Waypoints} title="See who would answer">
              The candidates with what they are expected to cost and take, and why others are not tried. Nobody is
              called, and nothing is charged.
            </EmptyState>
          </Card>
        ) : (
          <RouteResult answer={trial.data} />
        )}
      </div>
    </div>
  );
}
