import type { Server } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "./clock.ts";
import { createConnectionTester } from "./connections/connection-tester.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { healthOf } from "./gateway/health/health-of.ts";
import { Journal } from "./gateway/metering/journal.ts";
import { receiptOf } from "./gateway/metering/receipt.ts";
import { responsesSite } from "./gateway/responses/site.ts";
import { PRIOR_HALF_LIFE_MS } from "./gateway/routing/priors.ts";
import { createGatewayServer, type Site } from "./gateway/server.ts";
import { healthSite } from "./gateway/site/health-site.ts";
import { llmSite } from "./gateway/site/llm-site.ts";
import { identityConfig } from "./identity-config.ts";
import { keepRouting } from "./keep-routing.ts";
import { createManagementApp } from "./management/app.ts";
import { docsSite } from "./management/docs/docs-site.ts";
import { managementSite } from "./management/site.ts";
import { deriveKey, loadMasterKey } from "./master-key.ts";
import { MAX_HEADER_BYTES, openGateway } from "./open-gateway.ts";
import { type MasterKeys, masterKeys } from "./secrets/master-keys.ts";
import type { Settings } from "./settings.ts";
import { bootstrap, type FirstStart } from "./store/bootstrap.ts";
import type { Log } from "./store/log.ts";
import { createReceiptReader } from "./store/receipt-reader.ts";
import { createRoutingStore, type RoutingStore } from "./store/routing-store.ts";
import { prepareDataFolder } from "./store/sql/embedded/data-folder.ts";
import { lockFolder } from "./store/sql/embedded/folder-lock.ts";
import { openStore, type Store } from "./store/sql/open-store.ts";
import { VERSION } from "./version.ts";
import { applyRecords } from "./worker/apply-journal.ts";
import { JournalLoop } from "./worker/journal-loop.ts";
import { JournalReader } from "./worker/journal-reader.ts";
import { startRetention } from "./worker/retention.ts";

/** Longer than operating systems keep written data in memory by default (Linux: 35 s). */
const KEEP_APPLIED_MS = 60_000;
const DRAIN_POLL_MS = 50;
const SETTLE_TIMEOUT_MS = 5_000;
const SEGMENT_BYTES = 8 * 1024 * 1024;

/** A running service. */
export interface Service {
  readonly port: number;
  /** What the very first start made; null afterwards. */
  readonly firstStart: FirstStart | null;
  /** Stops taking requests, lets the running ones end within the drain time, writes everything down, and ends. */
  stop(): Promise<void>;
}

/** Joins all parts and listens. Errors that an operator can mend are thrown with a one-line message. */
export async function start(settings: Settings, log: Log): Promise<Service> {
  const dataDir = prepareDataFolder(settings.DATA_DIR);
  const masterKey = loadMasterKey(dataDir, settings.ENCRYPTION_KEY);
  const undo: (() => Promise<void> | void)[] = [];
  try {
    return await compose(settings, log, dataDir, masterKey, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

async function compose(
  settings: Settings,
  log: Log,
  dataDir: string,
  masterKey: Buffer,
  undo: (() => Promise<void> | void)[],
): Promise<Service> {
  const store = await openStore({ dataDir, databaseUrl: settings.DATABASE_URL, log, clock: systemClock });
  undo.push(() => store.close());
  const journalDir = prepareDataFolder(join(dataDir, "journal"));
  const journalLock = lockFolder(journalDir, systemClock);
  undo.push(() => journalLock.release());
  const onError = (err: unknown): void => log.error({ err }, "The journal cannot be written.");
  const journal = new Journal({
    dir: journalDir,
    sync: settings.JOURNAL_SYNC,
    segmentBytes: SEGMENT_BYTES,
    now: systemClock.now,
    onError,
  });
  undo.push(() => journal.close());

  const keys = keysOf(settings, masterKey);
  const gateway = await openGateway({
    settings,
    log,
    store,
    journal,
    masterKeys: keys,
    responsesKey: deriveKey(masterKey, "stored responses"),
    undo,
  });
  const routingStore = createRoutingStore(store.db, PRIOR_HALF_LIFE_MS);
  if (settings.ROLES.includes("gateway")) {
    const { routing } = gateway;
    undo.push(await keepRouting({ routing, store: routingStore, log, now: systemClock.now }));
  }
  const server = createGatewayServer({
    gateway: settings.ROLES.includes("gateway") ? gateway : undefined,
    sites: sitesOf(settings, log, store, gateway, keys, routingStore, undo),
    maxHeaderBytes: MAX_HEADER_BYTES,
    maxBodyBytes: settings.MAX_BODY_BYTES,
  });
  const port = await listen(server, settings.PORT, settings.HOST);
  undo.push(() => drain(server, gateway, settings.DRAIN_TIMEOUT_MS));
  // Last of all that can fail: what the first start makes is shown once, and must not be lost to a port in use.
  const firstStart = await bootstrap({
    db: store.db,
    clock: systemClock,
    log,
    adminEmail: settings.ADMIN_EMAIL,
    adminPassword: settings.ADMIN_PASSWORD,
    bootstrapApiKey: settings.BOOTSTRAP_API_KEY,
  });
  gateway.ready = true;

  if (settings.ROLES.includes("worker")) {
    const apply = (records: Parameters<typeof applyRecords>[1]): Promise<unknown> => applyRecords(store.db, records);
    const reader = new JournalReader({
      dir: journalDir,
      currentSegment: () => journal.currentSegment,
      keepAppliedMs: store.kind === "embedded" ? KEEP_APPLIED_MS : 0,
      now: systemClock.now,
      apply,
      log,
    });
    const loop = new JournalLoop(reader, log);
    loop.start();
    // Runs after the drain, when the last records are in the journal.
    undo.splice(undo.length - 1, 0, () => loop.stop());
    undo.push(startRetention({ db: store.db, clock: systemClock, log, logDays: settings.LOG_RETENTION_DAYS }));
  }
  let stopping: Promise<void> | undefined;
  return { port, firstStart, stop: () => (stopping ??= runAll(undo)) };
}

async function runAll(undo: (() => Promise<void> | void)[]): Promise<void> {
  for (const step of undo.reverse()) await step();
}

function sitesOf(
  settings: Settings,
  log: Log,
  store: Store,
  gateway: Gateway,
  keys: MasterKeys,
  routingStore: RoutingStore,
  undo: (() => Promise<void> | void)[],
): Site[] {
  const { findRecord } = createReceiptReader(store.db);
  const sites: Site[] = [
    healthSite({
      version: VERSION,
      pingDatabase: () => store.ping(),
      // Shared state lives in this process until a Redis is connected.
      pingSharedState: async () => {},
      isReady: () => gateway.ready && !gateway.draining && gateway.journal.healthy,
      metrics: gateway.metrics,
    }),
  ];
  if (settings.ROLES.includes("gateway"))
    sites.push(responsesSite(gateway, gateway.responses), llmSite(gateway, findRecord, routingStore));
  if (settings.ROLES.includes("api")) {
    const tester = createConnectionTester({
      allowPrivate: settings.ALLOW_PRIVATE_URLS,
      connectTimeoutMs: settings.CONNECT_TIMEOUT_MS,
      catalog: () => gateway.snapshot().catalog.catalog,
      now: systemClock.now,
    });
    undo.push(() => tester.close());
    const app = createManagementApp({
      store,
      identity: identityConfig(settings, log, keys, undo),
      clock: systemClock,
      log,
      version: VERSION,
      receiptOf,
      projectsMax: settings.MAX_PROJECTS_PER_ORGANIZATION,
      allowPrivateUrls: settings.ALLOW_PRIVATE_URLS,
      providerKeys: { masterKeys: keys, test: tester.test },
      readHealth: (mayShow) => healthOf(gateway.routing.health, gateway.breakers, systemClock.now(), mayShow),
    });
    const onError = (err: unknown): void => log.error({ err }, "The management API could not answer.");
    sites.push(docsSite(VERSION));
    sites.push(managementSite(app, { proxies: settings.TRUST_PROXY, onError }));
  }
  return sites;
}

/** The master key that seals, and the one before it while what that sealed is still being moved. */
function keysOf({ ENCRYPTION_KEY_PREVIOUS: previous }: Settings, masterKey: Buffer): MasterKeys {
  return masterKeys(masterKey, previous === undefined ? null : Buffer.from(previous, "hex"));
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Stops accepting, ends idle connections, waits for running requests; what is left then is cut. */
async function drain(server: Server, gateway: Gateway, timeoutMs: number): Promise<void> {
  gateway.draining = true;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that was busy becomes idle when its answer ends, and would be kept open for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), DRAIN_POLL_MS);
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(timer);
  clearInterval(idle);
  // Requests whose connection was cut are still being settled.
  for (let waited = 0; gateway.metrics.running > 0 && waited < SETTLE_TIMEOUT_MS; waited += DRAIN_POLL_MS) {
    await sleep(DRAIN_POLL_MS);
  }
}
