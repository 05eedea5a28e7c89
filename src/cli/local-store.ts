import { systemClock } from "../clock.ts";
import { PROVIDERS } from "../providers/registry.ts";
import { type Environment, readSettings, type Settings } from "../settings.ts";
import { prepareDataFolder } from "../store/sql/embedded/data-folder.ts";
import { openStore, type Store } from "../store/sql/open-store.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** What commands at the gateway's machine work with: its own settings and its database. */
export interface Local {
  readonly settings: Settings;
  readonly dataDir: string;
  readonly store: Store;
}

/**
 * Opens the database that the gateway of this environment uses. The embedded one is for one process at a time: while
 * the gateway runs, this throws a `StoreStartError` that says so.
 */
export async function withLocalStore<Answer>(
  env: Environment,
  use: (local: Local) => Promise<Answer>,
): Promise<Answer> {
  const settings = readSettings(env, PROVIDERS);
  const dataDir = prepareDataFolder(settings.DATA_DIR);
  const store = await openStore({ dataDir, databaseUrl: settings.DATABASE_URL, log: quiet, clock: systemClock });
  try {
    return await use({ settings, dataDir, store });
  } finally {
    await store.close();
  }
}
