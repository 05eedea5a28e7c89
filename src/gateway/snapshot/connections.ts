import type { Provider } from "../../providers/provider.ts";
import type { Credential } from "../routing/target.ts";
import type { ConnectedProvider } from "./view.ts";

/** An organization's own key of a provider, built in or of its own definition. */
export interface OwnConnection {
  readonly organizationId: string;
  /** Null: every project of the organization may use it. */
  readonly projectId: string | null;
  readonly provider: Provider;
  readonly credential: Credential;
  /** Lower is used first. */
  readonly priority: number;
}

/** Every organization's own keys. */
export interface Connections {
  has(organizationId: string): boolean;
  /** By provider id, in order of use. */
  of(organizationId: string, projectId: string): ReadonlyMap<string, ConnectedProvider>;
}

export const NO_CONNECTIONS: Connections = { has: () => false, of: () => new Map() };

/** Groups connections for lookup by caller. */
export function indexConnections(all: readonly OwnConnection[]): Connections {
  const byOrganization = Map.groupBy(all, (one) => one.organizationId);
  return {
    has: (organizationId) => byOrganization.has(organizationId),
    of: (organizationId, projectId) => {
      const usable = (byOrganization.get(organizationId) ?? [])
        .filter((one) => one.projectId === null || one.projectId === projectId)
        // A project's own key goes before the organization's of the same priority.
        .toSorted((a, b) => a.priority - b.priority || Number(a.projectId === null) - Number(b.projectId === null));
      const byProvider = Map.groupBy(usable, (one) => one.provider.id);
      return new Map(
        [...byProvider].map(([id, some]) => [
          id,
          { provider: (some[0] as OwnConnection).provider, credentials: some.map((one) => one.credential) },
        ]),
      );
    },
  };
}
