import { methodNotAllowed } from "hono/method-not-allowed";
import { fail } from "../errors/gateway-error.ts";
import type { RequestRecord } from "../gateway/metering/record.ts";
import type { Clock } from "../store/clock.ts";
import type { Log } from "../store/log.ts";
import type { Store } from "../store/sql/open-store.ts";
import { createAccess } from "./auth/access.ts";
import type { Identity } from "./auth/identity.ts";
import { authRoutes } from "./auth/routes.ts";
import { errorResponse, limitBody, requireJson, stamp, toManagementError } from "./http/guards.ts";
import { newRouter } from "./http/router.ts";
import type { Bindings } from "./http/types.ts";
import { logRoutes } from "./logs/routes.ts";

/** Where the app expects to be found: it is handed whole request URLs. */
export const MANAGEMENT_PATH = "/api/v1";

/** The management API as one web-standard handler. */
export interface ManagementApp {
  /** Answers a request whose path begins with {@link MANAGEMENT_PATH}; never throws. */
  fetch(request: Request, bindings?: Bindings): Promise<Response>;
}

export interface ManagementOptions {
  readonly store: Pick<Store, "db">;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Log;
  /** Shown as the document's version. */
  readonly version: string;
  readonly receiptOf: (record: RequestRecord) => unknown;
}

/** Wires every resource's routes; reading it lists the whole API. */
export function createManagementApp(options: ManagementOptions): ManagementApp {
  const { store, identity, clock, log, version, receiptOf } = options;
  const { db } = store;
  const access = createAccess(identity, db);

  const app = newRouter();
  app.use(stamp);
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
  api.route("/", authRoutes({ identity, access, clock }));
  api.route("/", logRoutes({ db, access, receiptOf }));
  api.doc31("/openapi.json", { openapi: "3.1.0", info: { title: "LLM Gateway management API", version } });

  return { fetch: async (request, bindings = { clientIp: null }) => await app.fetch(request, bindings) };
}
