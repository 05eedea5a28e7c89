import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plug, Plus } from "lucide-react";
import { useMay } from "../../api/identity.ts";
import { apiPages, apiQuery } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { ConnectionTable } from "./connection-table.tsx";

const route = getRouteApi("/signed-in/$organizationId/connections");
const PAGE_ROWS = 100;

/** The organization's own keys of providers. */
export function ConnectionsPage() {
  const { organizationId } = route.useParams();
  const { project } = route.useSearch();
  const may = useMay("admin");
  const query = { organizationId, limit: PAGE_ROWS, ...(project === undefined ? {} : { projectId: project }) };
  const connections = useInfiniteQuery(apiPages("getProviderKeys", { query }));
  const providers = useQuery(apiQuery("getProviders"));
  const rows = connections.data?.pages.flatMap((page) => page.providerKeys);
  const connect = (
    <Button asChild variant="primary">
      <Link to="/$organizationId/connections/new" params={{ organizationId }} data-shortcut="create">
        <Plus aria-hidden />
        Connect a provider
      </Link>
    </Button>
  );
  return (
    <Page
      title="Connections"
      description="Your own keys of providers, and servers of your own. Their traffic carries no fee."
      actions={may && connect}
    >
      {connections.error && rows === undefined ? (
        <ErrorState error={connections.error} onRetry={() => void connections.refetch()} />
      ) : (
        <Card flush>
          <ConnectionTable
            rows={rows}
            providers={providers.data?.providers ?? []}
            may={may}
            onEnd={connections.hasNextPage ? () => void connections.fetchNextPage() : undefined}
            isLoadingMore={connections.isFetchingNextPage}
            empty={
              <EmptyState icon={Plug} title="No provider is connected" action={may && connect}>
                {may
                  ? "Connect one with a key of your own. Projects in the modes “api-keys” and “hybrid” then use it."
                  : "An administrator can connect one."}
              </EmptyState>
            }
          />
        </Card>
      )}
    </Page>
  );
}
