import { methodNotAllowed } from "hono/method-not-allowed";
import type { Payments } from "../billing/payments.ts";
import { fail } from "../errors/gateway-error.ts";
import type { RequestRecord } from "../gateway/metering/record.ts";
import type { SendAlert } from "../store/alerts/sender.ts";
import type { Clock } from "../store/clock.ts";
import type { Log } from "../store/log.ts";
import type { Store } from "../store/sql/open-store.ts";
import { alertRoutes } from "./alerts/routes.ts";
import { analyticsRoutes } from "./analytics/routes.ts";
import { type CheckIam, iamCheckRoutes } from "./api-keys/iam-check-routes.ts";
import { apiKeyRoutes } from "./api-keys/routes.ts";
import { createAudit } from "./audit/create-audit.ts";
import { recordDenied } from "./audit/denied-access.ts";
import { auditRoutes } from "./audit/routes.ts";
import { createAccess } from "./auth/access.ts";
import { createAuthContext, type IdentityConfig, type Passwords } from "./auth/context.ts";
import { authRoutes } from "./auth/routes.ts";
import { operatorRoutes } from "./billing/operator-routes.ts";
import { billingRoutes } from "./billing/routes.ts";
import { webhookRoutes } from "./billing/webhook-routes.ts";
import { budgetRoutes } from "./budgets/routes.ts";
import type { CacheAdmin } from "./cache/cache-admin.ts";
import { cacheRoutes } from "./cache/routes.ts";
import type { ConfigDeps } from "./configs/deps.ts";
import type { ConfigGenerator } from "./configs/generate-config.ts";
import type { ConfigLanguage } from "./configs/language.ts";
import { PROJECT_CONFIG_LANGUAGE } from "./configs/project-config-language.ts";
import { projectConfigsRoutes } from "./configs/routes.ts";
import { guardrailRoutes } from "./guardrails/routes.ts";
import { describeApi } from "./http/describe-api.ts";
import { errorResponse, limitBody, requireJson, stamp, toManagementError } from "./http/guards.ts";
import { newRouter } from "./http/router.ts";
import type { Bindings } from "./http/types.ts";
import { invitationRoutes } from "./invitations/routes.ts";
import { logRoutes } from "./logs/routes.ts";
import { memberRoutes } from "./members/routes.ts";
import { modelRoutes } from "./models/routes.ts";
import { NO_CATALOG, type ReadCatalog } from "./models/service.ts";
import { organizationRoutes } from "./organizations/routes.ts";
import { projectRoutes } from "./projects/routes.ts";
import { providerHealthRoutes, type ReadHealth } from "./provider-health/routes.ts";
import type { ProviderKeyDeps } from "./provider-keys/deps.ts";
import { providerKeyRoutes } from "./provider-keys/routes.ts";
import { savedViewRoutes } from "./saved-views/routes.ts";
import { checkKeptUrl } from "./settings/check-url.ts";
import { settingsRoutes } from "./settings/routes.ts";
import { ssoRoutes } from "./sso/routes.ts";
import { tokenRoutes } from "./tokens/routes.ts";

/** Where the app expects to be found: it is handed whole request URLs. */
export const MANAGEMENT_PATH = "/api/v1";

/** The management API as one web-standard handler. */
export interface ManagementApp {
  /** Answers a request whose path begins with {@link MANAGEMENT_PATH}; never throws. */
  fetch(request: Request, bindings?: Bindings): Promise<Response>;
}

export interface ManagementOptions {
  readonly store: Pick<Store, "db">;
  /** What the operator decides about accounts. */
  readonly identity: IdentityConfig;
  /** Argon2 when absent. */
  readonly passwords?: Passwords;
  readonly clock: Clock;
  readonly log: Log;
  /** Shown as the document's version. */
  readonly version: string;
  readonly receiptOf: (record: RequestRecord) => unknown;
  /** Projects an organization may have; 10 when absent. */
  readonly projectsMax?: number;
  /** Users' URLs may point at private addresses. */
  readonly allowPrivateUrls?: boolean;
  /** How organizations' own keys of providers are sealed and tested. */
  readonly providerKeys: Pick<ProviderKeyDeps, "masterKeys" | "test" | "resolve">;
  /** The data plane's cache of answers; absent: it cannot be reached from here. */
  readonly cache?: CacheAdmin;
  /** What the data plane knows of providers; absent: nothing. */
  readonly readHealth?: ReadHealth;
  /** The catalogue and what the operator connected; absent: nothing. */
  readonly readCatalog?: ReadCatalog;
  /** Holds the data plane's catalogue against IAM rules; absent: it has none. */
  readonly checkIam?: CheckIam;
  /** The payment service; absent: there is none, and only the operator grants credits. */
  readonly payments?: Payments | null;
  /** Sends tests of alert channels; absent: they are refused. */
  readonly sendAlert?: SendAlert | undefined;
  /** The language of projects' configurations, for tests; the product's own when absent. */
  readonly configLanguage?: ConfigLanguage;
  /** See {@link ConfigDeps.checkServing}; absent: nothing stands in the way. */
  readonly checkServing?: ConfigDeps["checkServing"];
  /** The model that writes configurations; absent: there is none. */
  readonly configGenerator?: ConfigGenerator | null;
}

const PROJECTS_MAX = 10;

/** Wires every resource's routes; reading it lists the whole API. */
export function createManagementApp(options: ManagementOptions): ManagementApp {
  const { store, identity, clock, log, version, receiptOf } = options;
  const { db } = store;
  const { projectsMax = PROJECTS_MAX, allowPrivateUrls: allowPrivate = false } = options;
  const audit = createAudit({ db, clock });
  const access = createAccess({ db, clock, audit, publicUrl: identity.publicUrl });
  const context = createAuthContext({ db, clock, log, audit, config: identity, passwords: options.passwords });

  const app = newRouter();
  app.use(stamp, recordDenied({ audit, clock, log }));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (_, methods) => {
        const response = errorResponse(fail("method_not_allowed"));
        response.headers.set("allow", methods.join(", "));
        return response;
      },
    }),
  );
  app.use(requireJson, limitBody);
  app.notFound(() => errorResponse(fail("not_found")));
  app.onError((error, c) => {
    const known = toManagementError(error);
    const facts = { requestId: c.var.requestId, code: known.code, status: known.status, reason: known.internal };
    if (known.status >= 500) log.error(facts, "management request failed");
    else log.debug(facts, "management request refused");
    return errorResponse(known);
  });

  const api = app.basePath(MANAGEMENT_PATH);
  api.openAPIRegistry.registerComponent("securitySchemes", "session", { type: "http", scheme: "bearer" });
  api.route("/", authRoutes({ access, context }));
  api.route("/", organizationRoutes({ access, context }));
  api.route("/", memberRoutes({ access, context }));
  api.route("/", invitationRoutes({ access, context }));
  api.route("/", tokenRoutes({ access, context }));
  api.route("/", ssoRoutes({ access, context }));
  api.route("/", auditRoutes({ db, access, audit, clock }));
  const checkUrl = (url: string, param: string): Promise<void> => checkKeptUrl(url, { param, allowPrivate });
  api.route("/", projectRoutes({ db, access, audit, clock, projectsMax, checkUrl }));
  api.route("/", apiKeyRoutes({ db, access, audit, clock }));
  api.route("/", iamCheckRoutes({ db, access, checkIam: options.checkIam ?? (() => []) }));
  api.route("/", budgetRoutes({ db, access, audit, clock }));
  api.route("/", settingsRoutes({ db, access, audit, clock, checkUrl }));
  api.route("/", guardrailRoutes({ db, access }));
  const { masterKeys } = options.providerKeys;
  api.route("/", alertRoutes({ db, access, audit, clock, masterKeys, checkUrl, send: options.sendAlert }));
  const { configLanguage: language = PROJECT_CONFIG_LANGUAGE, configGenerator: generator = null } = options;
  const { checkServing = () => [] } = options;
  api.route(
    "/",
    projectConfigsRoutes({ db, access, audit, clock, masterKeys, language, generator, checkServing, checkUrl }),
  );
  const allowPrivateUrls = allowPrivate;
  api.route("/", providerKeyRoutes({ db, access, audit, clock, allowPrivateUrls, ...options.providerKeys }));
  api.route("/", providerHealthRoutes({ db, access, readHealth: options.readHealth ?? (() => []) }));
  api.route("/", modelRoutes({ db, access, clock, readCatalog: options.readCatalog ?? (() => NO_CATALOG) }));
  const { payments = null } = options;
  const billing = { db, access, audit, clock, log, payments, publicUrl: identity.publicUrl };
  api.route("/", billingRoutes(billing));
  api.route("/", operatorRoutes(billing));
  api.route("/", webhookRoutes(billing));
  api.route("/", analyticsRoutes({ db, access, clock }));
  api.route("/", cacheRoutes({ db, access, audit, clock, cache: options.cache }));
  api.route("/", logRoutes({ db, access, audit, clock, receiptOf, masterKeys: options.providerKeys.masterKeys }));
  api.route("/", savedViewRoutes({ db, access, audit, clock }));
  let document: object | undefined;
  api.get("/openapi.json", (c) => {
    const info = { title: "LLM Gateway management API", version };
    document ??= describeApi(api.getOpenAPI31Document({ openapi: "3.1.0", info }));
    return c.json(document);
  });

  // For editors: no session, and the same for everybody.
  api.get("/project-config.schema.json", (c) => c.json(language.jsonSchema()));

  return { fetch: async (request, bindings = { clientIp: null }) => await app.fetch(request, bindings) };
}
