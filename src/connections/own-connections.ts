import { capsOf } from "../gateway/limits/credential-caps.ts";
import { type CredentialSource, makeCredential, type Wiring } from "../gateway/snapshot/connect.ts";
import type { OwnConnection } from "../gateway/snapshot/connections.ts";
import type { Connection } from "../store/connections.ts";
import { revealFields } from "../store/connections.ts";
import type { Log } from "../store/log.ts";
import { providerOf } from "./provider-of.ts";

/**
 * Connections as the data plane calls them. `wiring` must be that of tenants: guarded against private addresses, and
 * without the machine's own identity. One that cannot be made ready is logged and left out, and harms only itself.
 */
export function ownConnections(connections: readonly Connection[], wiring: Wiring, log: Log): readonly OwnConnection[] {
  return connections.flatMap((connection) => {
    const provider = providerOf(connection);
    if (provider === undefined || provider.inProcess !== undefined) return [];
    const { id, organizationId, projectId, priority, baseUrl } = connection;
    const fields = revealFields(connection.fields);
    const source: CredentialSource = { id, paidBy: "own-key", fields, baseUrl: baseUrl ?? undefined };
    try {
      const made = makeCredential(provider, source, wiring);
      const { rateLimits } = connection;
      const credential = rateLimits === null ? made : { ...made, caps: capsOf(organizationId, id, rateLimits) };
      return [{ organizationId, projectId, provider, credential, priority }];
    } catch {
      // Without what was thrown: it may quote the credential.
      log.warn({ connection: id }, "a connection cannot be used: its credential or its base URL is incomplete");
      return [];
    }
  });
}
