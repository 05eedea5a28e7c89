import type { Kysely } from "kysely";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Log } from "../log.ts";
import type { Database } from "../sql/schema.ts";
import { createVersionFeed, type VersionFeed } from "../version-feed.ts";
import {
  loadServedConfigs,
  type OpenedProjectSecrets,
  type ServedConfig,
  servedConfigsVersion,
} from "./load-served.ts";

const LOGGED_MAX = 20;

export interface ServedFeedOptions {
  readonly db: Kysely<Database>;
  readonly master: MasterKeys;
  readonly log: Log;
  /** Called with all served configurations after each change, and after the first reading; waited for. */
  readonly onChange: (configs: readonly ServedConfig[]) => void | Promise<void>;
  /** Time between two looks; half a second when absent. */
  readonly everyMs?: number;
}

/** Brings the configurations that are served, and every change of them, to this process. */
export function createServedFeed({ db, master, log, onChange, everyMs }: ServedFeedOptions): VersionFeed {
  const opened: OpenedProjectSecrets = new Map();
  // What could not be opened was logged; not again until it is something else.
  let complaint = "";
  const reload = async (): Promise<void> => {
    const { configs, unreadable } = await loadServedConfigs(db, master, opened);
    const said = JSON.stringify(unreadable);
    if (unreadable.length > 0 && said !== complaint) {
      const facts = { unreadable: unreadable.slice(0, LOGGED_MAX), count: unreadable.length };
      log.error(facts, "secrets of projects cannot be opened");
    }
    complaint = said;
    await onChange(configs);
  };
  const version = (): Promise<number> => servedConfigsVersion(db);
  return createVersionFeed({ log, what: "served configurations", version, reload, everyMs });
}
