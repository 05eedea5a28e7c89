import { getRouteApi } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useMemo } from "react";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { count } from "../../ui/format.ts";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { Filters } from "./filters.tsx";
import { findModels } from "./find-models.ts";
import { ModelTable } from "./model-table.tsx";
import type { ModelsSearch } from "./search.ts";
import { useModels } from "./use-models.ts";

const route = getRouteApi("/signed-in/$organizationId/models");
const NO_FILTERS = { text: undefined, provider: undefined, operation: undefined, connected: undefined, can: undefined };

/** Every model that the gateway knows: what it costs, what it can do, and whether it can be called. */
export function ModelsPage() {
  const { organizationId } = route.useParams();
  const asked = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useModels(asked.project);
  const found = useMemo(() => data && findModels(data.models, asked), [data, asked]);
  const providers = useMemo(
    () => [...new Set(data?.models.flatMap(({ offerings }) => offerings.map(({ provider }) => provider)))].sort(),
    [data],
  );
  const change = (next: Partial<ModelsSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  return (
    <Page
      title="Models"
      description={
        found === undefined
          ? "Prices are US dollars a million tokens."
          : `${count(found.length)} of ${count(data?.models.length)}. Prices are US dollars a million tokens.`
      }
    >
      {error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <>
          <Filters search={asked} providers={providers} onChange={change} />
          <Card flush>
            <ModelTable
              organizationId={organizationId}
              rows={found}
              empty={
                <EmptyState
                  icon={SearchX}
                  title="No model is like that"
                  action={<Button onClick={() => change(NO_FILTERS)}>Remove all filters</Button>}
                >
                  A name that is not listed can be called too: it is passed on to its provider, and its cost is not
                  known.
                </EmptyState>
              }
            />
          </Card>
        </>
      )}
    </Page>
  );
}
