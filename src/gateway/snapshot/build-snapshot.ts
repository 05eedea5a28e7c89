import { indexCatalog } from "../../catalog/lookup.ts";
import type { Catalog } from "../../catalog/types.ts";
import type { Provider } from "../../providers/provider.ts";
import { inProcessDispatch } from "../upstream/in-process.ts";
import { localCountTokens } from "../upstream/local-count-tokens.ts";
import type { Dispatch } from "../upstream/transport.ts";
import { connectProvider, type PlatformCredentials } from "./connect.ts";
import { Snapshot } from "./snapshot.ts";

/** Compiles catalogue, provider records and platform credentials into what the data plane answers from. */
export function buildSnapshot(
  catalog: Catalog,
  providers: readonly Provider[],
  credentials: ReadonlyMap<string, PlatformCredentials>,
  dispatchTo: (origin: string) => Dispatch,
): Snapshot {
  const connected = providers.map((provider) => {
    const { inProcess } = provider;
    const local = inProcess && inProcessDispatch(inProcess);
    return connectProvider(provider, credentials.get(provider.id), local ? () => local : dispatchTo);
  });
  return new Snapshot(catalog.version, indexCatalog(catalog), new Map(connected.map((one) => [one.provider.id, one])), {
    "count-tokens": inProcessDispatch(localCountTokens),
  });
}
