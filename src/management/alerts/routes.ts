import type { Access } from "../auth/access.ts";
import { newRouter, type Router } from "../http/router.ts";
import { channelRoutes } from "./channel-routes.ts";
import type { AlertDeps } from "./deps.ts";
import { eventRoutes } from "./event-routes.ts";
import { ruleRoutes } from "./rule-routes.ts";

export interface AlertRoutesOptions extends AlertDeps {
  readonly access: Access;
}

/** What organizations are told of, and how. Viewers read, admins change. */
export function alertRoutes(options: AlertRoutesOptions): Router {
  const router = newRouter();
  router.route("/", ruleRoutes(options));
  router.route("/", channelRoutes(options));
  router.route("/", eventRoutes(options));
  return router;
}
