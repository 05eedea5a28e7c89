import type { Payments } from "./billing/payments.ts";
import { createStripePayments } from "./billing/stripe-payments.ts";
import { cacheAdmin } from "./cache-admin.ts";
import { systemClock } from "./clock.ts";
import { configGenerator } from "./config-generator.ts";
import { createConnectionTester } from "./connections/connection-tester.ts";
import { dashboardSite } from "./dashboard-site.ts";
import { findConfigIn } from "./find-config.ts";
import { checkConfigFiles, followConfigFiles } from "./follow-config-files.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { healthOf } from "./gateway/health/health-of.ts";
import { receiptOf } from "./gateway/metering/receipt.ts";
import { modelAccessOf } from "./gateway/policy/model-access.ts";
import { responsesSite } from "./gateway/responses/site.ts";
import { PRIOR_HALF_LIFE_MS } from "./gateway/routing/priors.ts";
import { createGatewayServer, type Site } from "./gateway/server.ts";
import { healthSite } from "./gateway/site/health-site.ts";
import { llmSite } from "./gateway/site/llm-site.ts";
import { identityConfig } from "./identity-config.ts";
import { keepRouting } from "./keep-routing.ts";
import { keepShadows } from "./keep-shadows.ts";
import type { LiveRoutes } from "./live-routes.ts";
import { createManagementApp } from "./management/app.ts";
import { docsSite } from "./management/docs/docs-site.ts";
import type { CatalogState } from "./management/models/service.ts";
import { managementSite } from "./management/site.ts";
import { deriveKey, loadMasterKey } from "./master-key.ts";
import { openGateway } from "./open-gateway.ts";
import { type Outward, openOutward } from "./open-outward.ts";
import { openSharedState, type SharedState } from "./open-shared-state.ts";
import { MAX_HEADER_BYTES } from "./open-snapshot.ts";
import { OwnJournal } from "./own-journal.ts";
import { type MasterKeys, masterKeys } from "./secrets/master-keys.ts";
import { drain, listen } from "./serve-port.ts";
import { environmentVariable, type Settings } from "./settings.ts";
import { bootstrap, type FirstStart } from "./store/bootstrap.ts";
import { projectOfSlug } from "./store/configs/project-of-slug.ts";
import type { Log } from "./store/log.ts";
import { createReceiptReader } from "./store/receipt-reader.ts";
import { createRoutingStore, type RoutingStore } from "./store/routing-store.ts";
import { prepareDataFolder } from "./store/sql/embedded/data-folder.ts";
import { openStore, type Store } from "./store/sql/open-store.ts";
import { VERSION } from "./version.ts";
import { createAlertSender } from "./worker/alerts/send-alert.ts";
import { startAlerts } from "./worker/alerts/start-alerts.ts";
import { startLedgerJobs } from "./worker/ledger-jobs.ts";
import { startRetention } from "./worker/retention.ts";

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
  const outward = openOutward(settings, log, undo);
  const shared = openSharedState(settings, log, store, undo);
  const own = new OwnJournal({ settings, log, store, dataDir, held: shared.held }, undo);
  const { journal } = own;
  if (settings.ROLES.includes("worker")) await own.catchUp();
  const keys = keysOf(settings, masterKey);
  const { gateway, live } = await openGateway({
    settings,
    log,
    store,
    journal,
    masterKeys: keys,
    responsesKey: deriveKey(masterKey, "stored responses"),
    shared,
    outward,
    undo,
  });
  const files = configFilesOf(settings, live);
  if (files !== undefined) checkConfigFiles(files);
  const routingStore = createRoutingStore(store.db, PRIOR_HALF_LIFE_MS);
  if (settings.ROLES.includes("gateway")) {
    const { routing } = gateway;
    undo.push(await keepRouting({ routing, store: routingStore, log, now: systemClock.now }));
    undo.push(keepShadows({ shadows: gateway.shadows, db: store.db, clock: systemClock, log }));
  }
  const payments = paymentsOf(settings);
  const server = createGatewayServer({
    gateway: settings.ROLES.includes("gateway") ? gateway : undefined,
    sites: sitesOf({ settings, log, store, gateway, live, keys, routingStore, shared, outward, payments, undo }),
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
  if (files !== undefined) {
    const projectOf = (slug: string) => projectOfSlug(store.db, systemClock, slug);
    undo.push(await followConfigFiles({ ...files, log, projectOf }));
  }
  gateway.ready = true;

  if (settings.ROLES.includes("worker")) {
    own.start();
    // Runs after the drain, when the last records are in the journal.
    undo.splice(undo.length - 1, 0, () => own.stop());
    const { agent: dispatcher, mailer } = outward;
    const jobs = { db: store.db, clock: systemClock, log };
    undo.push(startAlerts({ ...jobs, masterKeys: keys, dispatcher, mailer, random: Math.random }));
    undo.push(startLedgerJobs({ ...jobs, payments, logDays: settings.LOG_RETENTION_DAYS }));
    undo.push(startRetention({ ...jobs, logDays: settings.LOG_RETENTION_DAYS }));
  }
  let stopping: Promise<void> | undefined;
  return { port, firstStart, stop: () => (stopping ??= runAll(undo)) };
}

async function runAll(undo: (() => Promise<void> | void)[]): Promise<void> {
  for (const step of undo.reverse()) await step();
}

interface SiteSources {
  readonly settings: Settings;
  readonly log: Log;
  readonly store: Store;
  readonly gateway: Gateway;
  readonly live: LiveRoutes;
  readonly keys: MasterKeys;
  readonly routingStore: RoutingStore;
  readonly shared: SharedState;
  readonly outward: Outward;
  readonly payments: Payments | null;
  readonly undo: (() => Promise<void> | void)[];
}

function sitesOf({
  settings,
  log,
  store,
  gateway,
  live,
  keys,
  routingStore,
  shared,
  outward,
  payments,
  undo,
}: SiteSources): Site[] {
  const { findRecord } = createReceiptReader(store.db);
  const sites: Site[] = [
    healthSite({
      version: VERSION,
      pingDatabase: () => store.ping(),
      pingSharedState: () => shared.ping(),
      isReady: () => gateway.ready && !gateway.draining && gateway.journal.healthy,
      metrics: gateway.metrics,
    }),
  ];
  if (settings.ROLES.includes("gateway"))
    sites.push(
      responsesSite(gateway, gateway.responses),
      llmSite(gateway, findRecord, routingStore, findConfigIn(store, keys, live)),
    );
  if (settings.ROLES.includes("api")) {
    const tester = createConnectionTester({
      allowPrivate: settings.ALLOW_PRIVATE_URLS,
      connectTimeoutMs: settings.CONNECT_TIMEOUT_MS,
      catalog: () => gateway.snapshot().catalog.catalog,
      now: systemClock.now,
    });
    undo.push(() => tester.close());
    const { mailer } = outward;
    const app = createManagementApp({
      store,
      identity: identityConfig(settings, outward, keys),
      clock: systemClock,
      log,
      version: VERSION,
      receiptOf,
      payments,
      sendAlert: createAlertSender({ masterKeys: keys, mailer, dispatcher: outward.agent, clock: systemClock }),
      projectsMax: settings.MAX_PROJECTS_PER_ORGANIZATION,
      allowPrivateUrls: settings.ALLOW_PRIVATE_URLS,
      providerKeys: { masterKeys: keys, test: tester.test },
      // Answers that are kept in another process alone cannot be reached from here.
      ...(settings.ROLES.includes("gateway") || settings.REDIS_URL !== undefined
        ? { cache: cacheAdmin(shared.answers, gateway.semantic) }
        : {}),
      checkServing: (config) => live.check(config),
      configGenerator: configGenerator(settings.CONFIG_GENERATOR_MODEL, gateway, store.db),
      readCatalog: () => catalogOf(gateway.snapshot()),
      readHealth: (mayShow) => healthOf(gateway.routing.health, gateway.breakers, systemClock.now(), mayShow),
      checkIam: (rules, project) => modelAccessOf(gateway.snapshot().viewOf(project), rules, systemClock.now()),
    });
    const onError = (err: unknown): void => log.error({ err }, "The management API could not answer.");
    sites.push(dashboardSite(), docsSite(VERSION));
    sites.push(managementSite(app, { proxies: settings.TRUST_PROXY, onError }));
  }
  return sites;
}

/** Where configurations are read from files; undefined where they are not, or no requests are served. */
function configFilesOf({ CONFIG_DIR: directory, ROLES }: Settings, live: LiveRoutes) {
  if (directory === undefined || !ROLES.includes("gateway")) return undefined;
  return { directory, live, variable: environmentVariable };
}

/** The catalogue, and who pays at each provider that the operator connected. */
function catalogOf({ catalog: { catalog }, publicView }: ReturnType<Gateway["snapshot"]>): CatalogState {
  const connected = [...publicView.providers].flatMap(
    ([
      id,
      {
        credentials: [first],
      },
    ]) => (first === undefined ? [] : [[id, first.paidBy] as const]),
  );
  return { catalog, platform: new Map(connected) };
}

/** The service that takes payments; null where the operator has none. */
function paymentsOf(settings: Settings): Payments | null {
  const {
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret = null,
    STRIPE_API_URL: apiUrl,
  } = settings;
  return secretKey === undefined ? null : createStripePayments({ secretKey, webhookSecret, apiUrl });
}

/** The master key that seals, and the one before it while what that sealed is still being moved. */
function keysOf({ ENCRYPTION_KEY_PREVIOUS: previous }: Settings, masterKey: Buffer): MasterKeys {
  return masterKeys(masterKey, previous === undefined ? null : Buffer.from(previous, "hex"));
}
