import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ProviderKey } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { textLink } from "../../ui/link.ts";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { ConnectionEnd } from "./connection-end.tsx";
import { ConnectionState } from "./connection-state.tsx";
import { titleOf } from "./connection-title.ts";
import { EditForm } from "./edit-form.tsx";

const route = getRouteApi("/signed-in/$organizationId/connections/$connectionId");

/** One connection: what it is, how it does, and its end. */
export function ConnectionPage() {
  const { organizationId, connectionId } = route.useParams();
  const may = useMay("admin");
  const found = useQuery(apiQuery("getProviderKeysById", { path: { id: connectionId } }));
  const providers = useQuery(apiQuery("getProviders"));
  const back = (
    <Link to="/$organizationId/connections" params={{ organizationId }} className={textLink}>
      Connections
    </Link>
  );
  const error = (found.data === undefined && found.error) || (providers.data === undefined && providers.error);
  if (error)
    return (
      <Page title="Connection" back={back}>
        <ErrorState error={error} onRetry={() => void Promise.all([found.refetch(), providers.refetch()])} />
      </Page>
    );
  const connection = found.data?.providerKey;
  const provider = providers.data?.providers.find(({ id }) => id === connection?.provider);
  if (connection === undefined || providers.data === undefined)
    return (
      <Page title="Connection" back={back}>
        <Skeleton className="h-96" />
      </Page>
    );
  return (
    <Page
      title={titleOf(connection)}
      back={back}
      description={
        <span className="flex flex-wrap items-center gap-2">
          <Badge tone={connection.status === "active" ? "good" : "neutral"}>{connection.status}</Badge>
          {connection.customName === null ? (provider?.name ?? connection.provider) : "a server of your own"}
        </span>
      }
      actions={may && <ConnectionEnd connection={connection} />}
    >
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        {provider === undefined ? (
          <p className="text-muted">This version of the gateway does not know the provider {connection.provider}.</p>
        ) : (
          <EditForm key={editKey(connection)} connection={connection} provider={provider} may={may} />
        )}
        <ConnectionState connection={connection} may={may} />
      </div>
    </Page>
  );
}

/** What the form shows: a test changes the connection too, and must not undo what is being typed. */
function editKey({ name, credential, baseUrl, projectId, priority, weight, rateLimits }: ProviderKey): string {
  return JSON.stringify([name, credential, baseUrl, projectId, priority, weight, rateLimits]);
}
