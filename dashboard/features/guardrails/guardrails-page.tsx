import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { OrganizationSettings, Project } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Select } from "../../ui/field.tsx";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { useSettings } from "../limits/use-settings.ts";
import { Editor } from "./editor.tsx";
import { Recent } from "./recent.tsx";

const route = getRouteApi("/signed-in/$organizationId/guardrails");
const PROJECTS_MAX = 200;

/** What is looked for in requests and answers: the organization's list, or that of the project that is looked at. */
export function GuardrailsPage() {
  const { organizationId } = route.useParams();
  const { project: projectId } = route.useSearch();
  const navigate = route.useNavigate();
  const projects = useQuery(
    apiQuery("getProjects", { query: { organizationId, status: "active", limit: PROJECTS_MAX } }),
  );
  return (
    <Page
      title="Guardrails"
      description="Look at what callers send and what models answer: redact it, refuse it or note it."
      actions={
        <Select
          // What was chosen before its option was there is not shown.
          key={projects.isPending ? "reading" : "read"}
          aria-label="Guardrails of"
          fit
          value={projectId ?? ""}
          onChange={(event) => void navigate({ search: { project: event.target.value || undefined } })}
        >
          <option value="">The organization</option>
          {projects.data?.projects.map(({ id, name }) => (
            <option key={id} value={id}>
              Project {name}
            </option>
          ))}
        </Select>
      }
    >
      <Read key={projectId ?? ""} organizationId={organizationId} projectId={projectId} />
      <Recent organizationId={organizationId} projectId={projectId} />
    </Page>
  );
}

interface ReadProps {
  readonly organizationId: string;
  readonly projectId: string | undefined;
}

/** Waits for all that the editor starts from. */
function Read({ organizationId, projectId }: ReadProps) {
  const may = useMay("admin");
  const settings = useSettings(organizationId);
  const types = useQuery(apiQuery("getGuardrailsTypes", { query: { organizationId } }));
  const project = useQuery({
    ...apiQuery("getProjectsById", { path: { id: projectId ?? "" } }),
    enabled: projectId !== undefined,
  });
  const failed = [settings, types, project].find((each) => each.error && each.data === undefined);
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  const known: { settings: OrganizationSettings | null; project: Project | null } = {
    settings: settings.data?.settings ?? null,
    project: project.data?.project ?? null,
  };
  const isRead = (!may || known.settings !== null) && (projectId === undefined || known.project !== null);
  if (!isRead || types.data === undefined)
    return (
      <div className="grid gap-5 lg:grid-cols-2">
        <Skeleton className="h-80" />
        <Skeleton className="h-80" />
      </div>
    );
  return <Editor organizationId={organizationId} types={types.data} {...known} />;
}
