import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { useMay } from "../../../api/identity.ts";
import { apiQuery } from "../../../api/query.ts";
import { textLink } from "../../../ui/link.ts";
import { Page } from "../../../ui/page.tsx";
import { EmptyState } from "../../../ui/states.tsx";
import { DescribeForm } from "./describe-form.tsx";
import { ImportForm } from "./import-form.tsx";
import { NewVersion } from "./new-version.tsx";
import { StartChoice } from "./start-choice.tsx";

const route = getRouteApi("/signed-in/$organizationId/configurations/$projectId/new");

const TITLES: Readonly<Record<string, string>> = {
  import: "Import a configuration",
  description: "Describe a configuration",
};

/** A new version: what it begins with, then its text. */
export function NewConfigurationPage() {
  const { organizationId, projectId } = route.useParams();
  const { from } = route.useSearch();
  const may = useMay("developer");
  const { data } = useQuery(apiQuery("getProjectsById", { path: { id: projectId } }));
  const params = { organizationId, projectId };
  const back =
    from === undefined || !may ? (
      <Link to="/$organizationId/configurations/$projectId" params={params} className={textLink}>
        {data === undefined ? "Configurations" : `Configurations of ${data.project.name}`}
      </Link>
    ) : (
      <Link to="/$organizationId/configurations/$projectId/new" params={params} className={textLink}>
        All ways to begin
      </Link>
    );
  return (
    <Page title={TITLES[from ?? ""] ?? "New version"} back={back}>
      {!may ? (
        <EmptyState icon={Lock} title="Your role does not allow this">
          Configurations are written by developers and administrators of the organization.
        </EmptyState>
      ) : from === undefined ? (
        <StartChoice organizationId={organizationId} projectId={projectId} />
      ) : from === "import" ? (
        <ImportForm organizationId={organizationId} projectId={projectId} />
      ) : from === "description" ? (
        <DescribeForm organizationId={organizationId} projectId={projectId} />
      ) : (
        <NewVersion key={`${projectId} ${from}`} organizationId={organizationId} projectId={projectId} from={from} />
      )}
    </Page>
  );
}
