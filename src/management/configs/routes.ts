import type { Access } from "../auth/access.ts";
import { newRouter, type Router } from "../http/router.ts";
import { configRoutes } from "./config-routes.ts";
import type { ConfigDeps } from "./deps.ts";
import type { ConfigGenerator } from "./generate-config.ts";
import { projectConfigRoutes } from "./project-config-routes.ts";
import { secretRoutes } from "./secret-routes.ts";
import { shadowRoutes } from "./shadow-routes.ts";
import { writingRoutes } from "./writing-routes.ts";

export interface ConfigRoutesOptions extends ConfigDeps {
  readonly access: Access;
  /** Writes configurations; null: there is none. */
  readonly generator: ConfigGenerator | null;
}

/**
 * Configurations of projects: viewers see that they exist, developers write them and mark them as ready, admins decide
 * what is served and keep the secrets.
 */
export function projectConfigsRoutes(options: ConfigRoutesOptions): Router {
  return newRouter()
    .route("/", projectConfigRoutes(options))
    .route("/", writingRoutes(options))
    .route("/", configRoutes(options))
    .route("/", shadowRoutes(options))
    .route("/", secretRoutes(options));
}
