import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FileCode2, Plus } from "lucide-react";
import { useMay } from "../../api/identity.ts";
import { apiPages } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Select } from "../../ui/field.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { ProjectFrame } from "./project-frame.tsx";
import { type ConfigState, STATES } from "./states.tsx";
import { VersionTable } from "./version-table.tsx";

const route = getRouteApi("/signed-in/$organizationId/configurations/$projectId");
const PAGE_ROWS = 50;

/** The versions of one project's configuration. */
export function ProjectConfigurationsPage() {
  const { organizationId, projectId } = route.useParams();
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("developer");
  const query = { limit: PAGE_ROWS, ...(state === undefined ? {} : { state }) };
  const versions = useInfiniteQuery({
    ...apiPages("getProjectsByIdConfigs", { path: { id: projectId }, query }),
    placeholderData: keepPreviousData,
  });
  const rows = versions.data?.pages.flatMap((page) => page.configs);
  const setState = (next: ConfigState | undefined): void =>
    void navigate({ search: (now) => ({ ...now, state: next }), replace: true });
  return (
    <ProjectFrame
      organizationId={organizationId}
      projectId={projectId}
      actions={
        <>
          <Select
            aria-label="State"
            fit
            value={state ?? ""}
            onChange={(event) => setState((event.target.value || undefined) as ConfigState | undefined)}
          >
            <option value="">Any state</option>
            {Object.entries(STATES).map(([each, { label }]) => (
              <option key={each} value={each}>
                {label}
              </option>
            ))}
          </Select>
          {may && (
            <Button asChild variant="primary">
              <Link
                data-shortcut="create"
                to="/$organizationId/configurations/$projectId/new"
                params={{ organizationId, projectId }}
              >
                <Plus aria-hidden />
                New version
              </Link>
            </Button>
          )}
        </>
      }
    >
      {() =>
        versions.error && rows === undefined ? (
          <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />
        ) : (
          <Card flush>
            <VersionTable
              organizationId={organizationId}
              rows={rows}
              onEnd={versions.hasNextPage ? () => void versions.fetchNextPage() : undefined}
              isLoadingMore={versions.isFetchingNextPage}
              empty={
                <EmptyState
                  icon={FileCode2}
                  title={state === undefined ? "No configuration yet" : "No version is in this state"}
                  action={
                    state === undefined ? (
                      may && (
                        <Button asChild>
                          <Link
                            to="/$organizationId/configurations/$projectId/new"
                            params={{ organizationId, projectId }}
                          >
                            Write the first one
                          </Link>
                        </Button>
                      )
                    ) : (
                      <Button onClick={() => setState(undefined)}>Show all versions</Button>
                    )
                  }
                >
                  {state === undefined &&
                    (may
                      ? "Begin with a template, a file of LiteLLM or Portkey, or a description."
                      : "A developer of the organization can write one.")}
                </EmptyState>
              }
            />
          </Card>
        )
      }
    </ProjectFrame>
  );
}
