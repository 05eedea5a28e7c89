import type { Kysely } from "kysely";
import type { MasterKeys } from "../secrets/master-keys.ts";
import { type Connection, connectionsVersion, loadConnections, type OpenedSecrets } from "./connections.ts";
import type { Log } from "./log.ts";
import type { Database } from "./sql/schema.ts";
import { createVersionFeed, type VersionFeed } from "./version-feed.ts";

export interface ConnectionFeedOptions {
  readonly db: Kysely<Database>;
  readonly master: MasterKeys;
  readonly log: Log;
  /** Called with all connections after each change, and after the first reading. */
  readonly onChange: (connections: readonly Connection[]) => void;
  /** Time between two looks; half a second when absent. */
  readonly everyMs?: number;
}

/**
 * Makes a feed of organizations' connections. While the database is away, what was read last stays in use; those that
 * cannot be opened are logged, and not again until it is something else.
 */
export function createConnectionFeed({ db, master, log, onChange, everyMs }: ConnectionFeedOptions): VersionFeed {
  const opened: OpenedSecrets = new Map();
  let complaint = "";
  return createVersionFeed({
    log,
    what: "connections",
    everyMs,
    version: () => connectionsVersion(db),
    reload: async () => {
      const { connections, unreadable } = await loadConnections(db, master, opened);
      const now = JSON.stringify(unreadable);
      if (unreadable.length > 0 && now !== complaint) {
        log.error({ unreadable: unreadable.slice(0, 20), count: unreadable.length }, "connections cannot be opened");
      }
      complaint = now;
      onChange(connections);
    },
  });
}
