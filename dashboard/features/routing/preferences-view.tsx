import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { useMay } from "../../api/identity.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { useModelOptions, useProviderOptions } from "../models/name-options.ts";
import { PreferencesForm } from "./preferences-form.tsx";
import { ResidencyForm } from "./residency-form.tsx";

const route = getRouteApi("/signed-in/$organizationId/routing");

/** What is preferred: by the project that is looked at, else by the whole organization. */
export function PreferencesView() {
  const { project } = route.useSearch();
  return project === undefined ? <OfOrganization /> : <OfProject projectId={project} />;
}

function OfProject({ projectId }: { readonly projectId: string }) {
  const { organizationId } = route.useParams();
  const may = useMay("admin");
  const { data, error, refetch } = useQuery(apiQuery("getProjectsById", { path: { id: projectId } }));
  const settings = useQuery({
    ...apiQuery("getOrganizationsByIdSettings", { path: { id: organizationId } }),
    enabled: may,
  });
  const change = useApiMutation("patchProjectsById", { stale: ["getProjects", "getProjectsById"] });
  const options = { models: useModelOptions(projectId), providers: useProviderOptions(organizationId) };
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-96 max-w-3xl" />;
  const { project } = data;
  return (
    <PreferencesForm
      key={project.updatedAt}
      title={`Preferences of ${project.name}`}
      intro="What is not set here is as the organization says. Blocked lists add up, and of two allowed lists both must hold."
      preferences={project.routingPreferences}
      inherited={settings.data?.settings.routingPreferences}
      may={may}
      save={(routingPreferences) => change.mutateAsync({ path: { id: projectId }, body: { routingPreferences } })}
      {...options}
    />
  );
}

function OfOrganization() {
  const { organizationId } = route.useParams();
  const may = useMay("admin");
  const { data, error, refetch } = useQuery({
    ...apiQuery("getOrganizationsByIdSettings", { path: { id: organizationId } }),
    enabled: may,
  });
  const change = useApiMutation("patchOrganizationsByIdSettings", { stale: ["getOrganizationsByIdSettings"] });
  const models = useModelOptions();
  const providers = useProviderOptions(organizationId);
  if (!may)
    return (
      <EmptyState icon={Lock} title="Your role does not show these">
        Administrators read and change what the organization prefers. Choose a project to see its own preferences.
      </EmptyState>
    );
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-96 max-w-3xl" />;
  const { routingPreferences, residency } = data.settings;
  const path = { id: organizationId };
  return (
    <div className="grid max-w-3xl gap-5">
      <PreferencesForm
        key={JSON.stringify(routingPreferences)}
        title="Preferences of the organization"
        intro="They hold for every project; choose a project at the top left to let it prefer something else."
        preferences={routingPreferences}
        inherited={undefined}
        may={may}
        save={(next) => change.mutateAsync({ path, body: { routingPreferences: next } })}
        models={models}
        providers={providers}
      />
      <ResidencyForm
        key={residency.allowed_regions.join()}
        regions={residency.allowed_regions}
        save={(allowed_regions) => change.mutateAsync({ path, body: { residency: { allowed_regions } } })}
      />
    </div>
  );
}
