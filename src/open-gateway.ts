import { loadSnapshot } from "./catalog/load.ts";
import { withOverrides } from "./catalog/open-catalog.ts";
import { systemClock } from "./clock.ts";
import { ownConnections } from "./connections/own-connections.ts";
import { createGateway } from "./gateway/create-gateway.ts";
import type { Gateway } from "./gateway/gateway.ts";
import type { CircuitEvent } from "./gateway/health/breaker.ts";
import { startProbes } from "./gateway/health/probe.ts";
import type { Journal } from "./gateway/metering/journal.ts";
import { createLayeredStore } from "./gateway/responses/layered-store.ts";
import { createMemoryStore } from "./gateway/responses/memory-store.ts";
import { MAX_STORED_BYTES, type ResponseStore, type StoredResponse } from "./gateway/responses/stored-response.ts";
import { NO_ROUTES } from "./gateway/routes/route-table.ts";
import { buildSnapshot } from "./gateway/snapshot/build-snapshot.ts";
import type { Wiring } from "./gateway/snapshot/connect.ts";
import { indexConnections } from "./gateway/snapshot/connections.ts";
import type { Snapshot } from "./gateway/snapshot/snapshot.ts";
import { makeSigner } from "./gateway/upstream/signing/make-signer.ts";
import { signerDeps } from "./gateway/upstream/signing/signer-deps.ts";
import { Transport } from "./gateway/upstream/transport.ts";
import { guardedPost } from "./guarded-post.ts";
import { LiveRoutes } from "./live-routes.ts";
import { guardedConnect } from "./net-guard/guarded-connect.ts";
import type { Outward } from "./open-outward.ts";
import type { SharedState } from "./open-shared-state.ts";
import { promptFiles } from "./prompt-files.ts";
import { PROVIDER_IDS, PROVIDERS, providerById } from "./providers/registry.ts";
import type { MasterKeys } from "./secrets/master-keys.ts";
import type { Settings } from "./settings.ts";
import { createServedFeed } from "./store/configs/served-feed.ts";
import { createConnectionFeed } from "./store/connection-feed.ts";
import { createContentSink } from "./store/contents/content-sink.ts";
import { createKeyDirectory } from "./store/key-directory.ts";
import type { Log } from "./store/log.ts";
import { createResponsesStore } from "./store/responses-store.ts";
import type { Store } from "./store/sql/open-store.ts";
import { createCircuitAlerts } from "./worker/alerts/circuits.ts";
import { createRefusalAlerts } from "./worker/alerts/refusals.ts";
import { startCatalogRefresh } from "./worker/catalog-refresh.ts";

const MAX_CACHED_KEYS = 100_000;
const MAX_UPSTREAM_CONNECTIONS = 1_024;
export const MAX_HEADER_BYTES = 32 * 1024;

export interface GatewaySources {
  readonly settings: Settings;
  readonly log: Log;
  readonly store: Store;
  readonly journal: Journal;
  readonly masterKeys: MasterKeys;
  readonly outward: Outward;
  /** Limits and answers that replicas have in common. */
  readonly shared: SharedState;
  /** Seals stored responses: 64 hexadecimal characters. */
  readonly responsesKey: string;
  /** Steps that end what was begun, run backwards. */
  readonly undo: (() => Promise<void> | void)[];
}

/** Opens the data plane: its snapshot, kept up to date, the directory of keys, and the ways to the providers. */
export async function openGateway(sources: GatewaySources): Promise<Gateway> {
  const { settings, log, store, journal, undo } = sources;
  const snapshot = await openSnapshot(sources);
  const keys = createKeyDirectory({ db: store.db, clock: systemClock, log, maxKeys: MAX_CACHED_KEYS });
  await keys.warm();
  const contents = createContentSink({ db: store.db, masterKeys: sources.masterKeys, clock: systemClock, log });
  undo.push(() => contents.stop());
  const circuits = createCircuitAlerts(store.db, { log });
  undo.push(() => circuits.settled());
  const refusals = createRefusalAlerts(store.db, { log });
  undo.push(() => refusals.settled());
  let tellOthers: ((event: CircuitEvent) => void) | undefined;
  const gateway = createGateway({
    post: guardedPost(sources.outward.agent),
    onCircuit: (event) => {
      circuits.onCircuit(event);
      tellOthers?.(event);
    },
    onBudgetRefused: ({ organizationId }, { rule, used, resetAtMs }) =>
      refusals.onBudgetRefused({
        organizationId,
        budgetId: rule.budgetId ?? rule.counter,
        scope: rule.scope,
        scopeId: rule.scopeId,
        limitNanos: rule.limit,
        usedNanos: used,
        resetAtMs: rule.window.kind === "period" ? rule.window.endMs : resetAtMs,
      }),
    settings,
    keys,
    journal,
    snapshot,
    log,
    responses: openResponses(sources),
    contents,
    limits: sources.shared.limits,
    answers: sources.shared.answers,
    flights: sources.shared.flights,
    semanticIndex: sources.shared.semanticIndex,
  });
  tellOthers = sources.shared.shareCircuits?.(gateway.breakers);
  if (settings.ROLES.includes("gateway")) {
    const { HEALTH_PROBE_MINUTES: minutes } = settings;
    if (minutes !== undefined) undo.push(startProbes(gateway, minutes * 60_000));
    undo.push(keys.watch());
    undo.push(
      keys.onStatus(({ of, id, status }) => {
        // A key that is disabled, as one that has spent its limit, ends nothing that runs.
        if (status === "archived" || status === "deleted") gateway.active.end({ of, id, status });
      }),
    );
  }
  return gateway;
}

/** Responses of this process at once, those of all in the database. */
function openResponses({ store, log, responsesKey: key }: GatewaySources): ResponseStore {
  const far = createResponsesStore<StoredResponse>(store.db, { key, clock: systemClock, maxBytes: MAX_STORED_BYTES });
  return createLayeredStore(createMemoryStore(systemClock), far, (error) =>
    log.warn({ reason: String(error) }, "A response could not be stored."),
  );
}

/** The present snapshot; it is compiled anew when the catalogue or an organization's connections change. */
async function openSnapshot({ settings, log, store, masterKeys, undo }: GatewaySources): Promise<() => Snapshot> {
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
  if (settings.ROLES.includes("gateway")) {
    // Tenants' addresses are called through the guard, and never with the identity of this machine.
    const { ALLOW_PRIVATE_URLS: allowPrivate, CONNECT_TIMEOUT_MS: connectTimeoutMs } = settings;
    const guarded = wiringOf(openTransport(settings, undo, guardedConnect({ allowPrivate, connectTimeoutMs })), false);
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
    const live = new LiveRoutes({
      deps: { wiring: guarded, providerOf: providerById, promptOf: promptFiles(settings.PROMPTS_DIR) },
      log,
      monotonic: systemClock.monotonic,
      onTable: (table) => {
        routes = table;
        snapshot = snapshot.withRoutes(table);
      },
    });
    const served = createServedFeed({ db: store.db, master: masterKeys, log, onChange: (all) => live.update(all) });
    await served.look();
    served.start();
    undo.push(() => served.stop());
  }
  return () => snapshot;
}

function openTransport(
  settings: Settings,
  undo: GatewaySources["undo"],
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
