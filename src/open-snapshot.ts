import { loadSnapshot } from "./catalog/load.ts";
import { withOverrides } from "./catalog/open-catalog.ts";
import { systemClock } from "./clock.ts";
import { ownConnections } from "./connections/own-connections.ts";
import { NO_ROUTES } from "./gateway/routes/route-table.ts";
import { buildSnapshot } from "./gateway/snapshot/build-snapshot.ts";
import type { Wiring } from "./gateway/snapshot/connect.ts";
import { indexConnections } from "./gateway/snapshot/connections.ts";
import type { Snapshot } from "./gateway/snapshot/snapshot.ts";
import { makeSigner } from "./gateway/upstream/signing/make-signer.ts";
import { signerDeps } from "./gateway/upstream/signing/signer-deps.ts";
import { Transport } from "./gateway/upstream/transport.ts";
import { LiveRoutes } from "./live-routes.ts";
import { guardedConnect } from "./net-guard/guarded-connect.ts";
import type { GatewaySources } from "./open-gateway.ts";
import { promptFiles } from "./prompt-files.ts";
import { PROVIDER_IDS, PROVIDERS, providerById } from "./providers/registry.ts";
import type { Settings } from "./settings.ts";
import { refuseServed } from "./store/configs/refuse-served.ts";
import { createServedFeed } from "./store/configs/served-feed.ts";
import { createConnectionFeed } from "./store/connection-feed.ts";
import { startCatalogRefresh } from "./worker/catalog-refresh.ts";

const MAX_UPSTREAM_CONNECTIONS = 1_024;
export const MAX_HEADER_BYTES = 32 * 1024;

type SnapshotNeeds = Pick<GatewaySources, "settings" | "log" | "store" | "masterKeys" | "undo">;

/** What the data plane answers from, and what keeps its routes. */
export interface OpenSnapshot {
  readonly snapshot: () => Snapshot;
  readonly live: LiveRoutes;
}

/** The present snapshot; it is compiled anew when the catalogue or an organization's connections change. */
export async function openSnapshot({ settings, log, store, masterKeys, undo }: SnapshotNeeds): Promise<OpenSnapshot> {
  const providers = PROVIDERS.filter((provider) => provider.inProcess === undefined || settings.MOCK_PROVIDER === "on");
  const own = wiringOf(openTransport(settings, undo), true);
  let catalog = loadSnapshot(PROVIDER_IDS);
  const compile = (): Snapshot =>
    buildSnapshot(
      {
        catalog: withOverrides(catalog, PROVIDER_IDS, settings.CATALOG_OVERRIDES),
        providers,
        credentials: settings.providers,
      },
      own,
    );
  let platform = compile();
  let snapshot = platform;
  let connections = indexConnections([]);
  let routes = NO_ROUTES;
  const update = (): void => {
    snapshot = platform.withConnections(connections).withRoutes(routes);
  };
  if (settings.CATALOG_URL !== undefined) {
    const replace = (fresh: typeof catalog): void => {
      catalog = fresh;
      platform = compile();
      update();
    };
    const everyMs = settings.CATALOG_REFRESH_MINUTES * 60_000;
    const url = settings.CATALOG_URL;
    undo.push(startCatalogRefresh({ url, everyMs, providers: PROVIDER_IDS, current: () => catalog, replace, log }));
  }
  // Tenants' addresses are called through the guard, and never with the identity of this machine.
  const { ALLOW_PRIVATE_URLS: allowPrivate, CONNECT_TIMEOUT_MS: connectTimeoutMs } = settings;
  const guarded = wiringOf(openTransport(settings, undo, guardedConnect({ allowPrivate, connectTimeoutMs })), false);
  const live = new LiveRoutes({
    deps: { wiring: guarded, providerOf: providerById, promptOf: promptFiles(settings.PROMPTS_DIR) },
    log,
    monotonic: systemClock.monotonic,
    onTable: (table) => {
      routes = table;
      snapshot = snapshot.withRoutes(table);
    },
    onRefused: ({ id: configId, projectId, version }, reason) => {
      const at = new Date(systemClock.now());
      refuseServed(store.db, { configId, projectId, reason: `A process cannot serve it: ${reason}`, at })
        .then((again) => {
          if (again === undefined) return;
          log.error({ config: configId, project: projectId, version, again }, "it was taken back everywhere");
        })
        .catch((error: unknown) =>
          log.error({ config: configId, reason: String(error) }, "it could not be taken back"),
        );
    },
  });
  if (settings.ROLES.includes("gateway")) {
    const feed = createConnectionFeed({
      db: store.db,
      master: masterKeys,
      log,
      onChange: (all) => {
        connections = indexConnections(ownConnections(all, guarded, log));
        update();
      },
    });
    await feed.look();
    feed.start();
    undo.push(() => feed.stop());
    const onChange = live.update.bind(live, "database");
    const served = createServedFeed({ db: store.db, master: masterKeys, log, onChange });
    await served.look();
    served.start();
    undo.push(() => served.stop());
  }
  return { snapshot: () => snapshot, live };
}

function openTransport(
  settings: Settings,
  undo: SnapshotNeeds["undo"],
  connect?: ReturnType<typeof guardedConnect>,
): Transport {
  const transport = new Transport({
    connectTimeoutMs: settings.CONNECT_TIMEOUT_MS,
    maxConnections: MAX_UPSTREAM_CONNECTIONS,
    maxHeaderBytes: MAX_HEADER_BYTES,
    connect,
  });
  undo.push(() => transport.close());
  return transport;
}

function wiringOf(transport: Transport, ownIdentity: boolean): Wiring {
  const deps = signerDeps({ now: systemClock.now, ownIdentity });
  return {
    dispatchTo: (origin) => transport.to(origin),
    proofOf: (auth, fields) => makeSigner(auth, fields, deps),
  };
}
