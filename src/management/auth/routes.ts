import { newRouter, type Router } from "../http/router.ts";
import type { Access } from "./access.ts";
import { accountRoutes } from "./account-routes.ts";
import type { AuthContext } from "./context.ts";
import { sessionRoutes } from "./session-routes.ts";
import { totpRoutes } from "./totp-routes.ts";

/** Accounts: signing in and out, one's sessions, password and second factor. */
export function authRoutes(options: { readonly access: Access; readonly context: AuthContext }): Router {
  const router = newRouter();
  router.route("/", sessionRoutes(options));
  router.route("/", accountRoutes(options));
  router.route("/", totpRoutes(options));
  return router;
}
