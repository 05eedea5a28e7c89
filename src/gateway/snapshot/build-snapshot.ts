import { indexCatalog } from "../../catalog/lookup.ts";
import type { Catalog } from "../../catalog/types.ts";
import type { Provider } from "../../providers/provider.ts";
import { NO_ROUTES, type RouteTable } from "../routes/route-table.ts";
import { inProcessDispatch } from "../upstream/in-process.ts";
import { localCountTokens } from "../upstream/local-count-tokens.ts";
import { connectProvider, type PlatformCredentials, type Wiring } from "./connect.ts";
import { type Connections, NO_CONNECTIONS } from "./connections.ts";
import { Snapshot } from "./snapshot.ts";

export interface SnapshotSources {
  readonly catalog: Catalog;
  readonly providers: readonly Provider[];
  /** The operator's, by provider id. */
  readonly credentials: ReadonlyMap<string, PlatformCredentials>;
  readonly connections?: Connections;
  readonly routes?: RouteTable;
}

/** Compiles catalogue, provider records and credentials into what the data plane answers from. */
export function buildSnapshot(sources: SnapshotSources, wiring: Wiring): Snapshot {
  const { catalog, providers, credentials, connections = NO_CONNECTIONS, routes = NO_ROUTES } = sources;
  const platform = providers.map((provider) => {
    const { inProcess } = provider;
    const local = inProcess && inProcessDispatch(inProcess);
    return connectProvider(
      provider,
      credentials.get(provider.id),
      local === undefined ? wiring : { ...wiring, dispatchTo: () => local },
    );
  });
  return new Snapshot({
    version: catalog.version,
    catalog: indexCatalog(catalog),
    platform: new Map(platform.map((one) => [one.provider.id, one])),
    local: {
      "anthropic-count-tokens": inProcessDispatch(localCountTokens("input_tokens")),
      "gemini-count-tokens": inProcessDispatch(localCountTokens("totalTokens")),
    },
    connections,
    routes,
  });
}
