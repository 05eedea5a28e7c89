import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Lock, SearchX } from "lucide-react";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { textLink } from "../../ui/link.ts";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { VersionView } from "./version-view.tsx";

const route = getRouteApi("/signed-in/$organizationId/configurations/$projectId/$configId");
const VERSIONS_READ = 200;

/** One version of a configuration: its text, what it changes, how it is called and what happened to it. */
export function ConfigurationPage() {
  const { organizationId, projectId, configId } = route.useParams();
  const may = useMay("developer");
  const path = { id: projectId };
  const read = useQuery({ ...apiQuery("getConfigsById", { path: { id: configId } }), enabled: may });
  const project = useQuery(apiQuery("getProjectsById", { path }));
  const versions = useQuery(apiQuery("getProjectsByIdConfigs", { path, query: { limit: VERSIONS_READ } }));
  const served = useQuery(apiQuery("getProjectsByIdConfigs", { path, query: { state: "SERVED", limit: 1 } }));
  const all = [read, project, versions, served];
  const failed = all.find(({ error, data }) => error && data === undefined);
  const isWhole = read.data && project.data && versions.data && served.data;
  const isElsewhere = read.data !== undefined && read.data.config.projectId !== projectId;
  if (!may || failed !== undefined || !isWhole || isElsewhere)
    return (
      <Page
        title="Configuration"
        back={
          <Link
            to="/$organizationId/configurations/$projectId"
            params={{ organizationId, projectId }}
            className={textLink}
          >
            All versions
          </Link>
        }
      >
        {!may ? (
          <EmptyState icon={Lock} title="Your role does not allow this">
            Texts of configurations are for developers and administrators of the organization.
          </EmptyState>
        ) : isElsewhere ? (
          <EmptyState icon={SearchX} title="Not found">
            This version belongs to another project.
          </EmptyState>
        ) : failed ? (
          <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
        ) : (
          <Skeleton className="h-[60dvh]" />
        )}
      </Page>
    );
  return (
    <VersionView
      // What is being written belongs to one version.
      key={configId}
      organizationId={organizationId}
      project={project.data.project}
      config={read.data.config}
      versions={versions.data.configs}
      served={served.data.configs[0] ?? null}
    />
  );
}
