import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Play, Plug, SearchX } from "lucide-react";
import type { CatalogModel } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { textLink } from "../../ui/link.ts";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { ModelFacts } from "./model-facts.tsx";
import { ModelTraffic } from "./model-traffic.tsx";
import { OfferingTable } from "./offering-table.tsx";
import { SpecialPrices } from "./special-prices.tsx";
import { isConnected, useModels } from "./use-models.ts";

const route = getRouteApi("/signed-in/$organizationId/models/$modelId");

/** One model: who offers it at what price, how it did here, and what it can. */
export function ModelPage() {
  const { organizationId, modelId } = route.useParams();
  const { project } = route.useSearch();
  const { data, error, refetch } = useModels(project);
  const model = data?.models.find(({ id }) => id === modelId);
  const back = (
    <Link to="/$organizationId/models" params={{ organizationId }} className={textLink}>
      Models
    </Link>
  );
  if (model === undefined)
    return (
      <Page title="Model" back={back}>
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <Skeleton className="h-80" />
        ) : (
          <EmptyState icon={SearchX} title="The catalogue has no such model">
            It may have been taken out, or be called otherwise. A provider’s own name works in requests all the same.
          </EmptyState>
        )}
      </Page>
    );
  return (
    <Page
      title={model.name}
      back={back}
      description={
        <span className="flex items-center gap-2">
          <code className="font-mono text-xs">{model.id}</code>
          <CopyButton text={model.id} what="model id" />
          {model.deprecatedOn && <Badge tone="warn">ends {model.deprecatedOn}</Badge>}
        </span>
      }
      actions={<Actions model={model} organizationId={organizationId} />}
    >
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 content-start gap-5">
          <Card title="Providers" flush>
            <OfferingTable organizationId={organizationId} model={model} />
          </Card>
          <SpecialPrices model={model} />
          <ModelTraffic organizationId={organizationId} projectId={project} model={model} />
        </div>
        <ModelFacts model={model} />
      </div>
    </Page>
  );
}

function Actions({ model, organizationId }: { readonly model: CatalogModel; readonly organizationId: string }) {
  const mayConnect = useMay("admin");
  const { data } = useQuery(apiQuery("getProviders"));
  const connected = model.offerings.filter(isConnected);
  const [only] = connected;
  if (only !== undefined)
    return (
      model.operation === "chat" && (
        <Button asChild variant="primary">
          <Link
            to="/$organizationId/playground"
            params={{ organizationId }}
            search={{ model: [connected.length === 1 ? only.model : model.id] }}
          >
            <Play aria-hidden />
            Try in playground
          </Link>
        </Button>
      )
    );
  const [first] = model.offerings;
  return (
    mayConnect &&
    first && (
      <Button asChild variant="primary">
        <Link to="/$organizationId/connections/new" params={{ organizationId }} search={{ provider: first.provider }}>
          <Plug aria-hidden />
          Connect {data?.providers.find(({ id }) => id === first.provider)?.name ?? first.provider}
        </Link>
      </Button>
    )
  );
}
