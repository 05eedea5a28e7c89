import { fail } from "./errors/gateway-error.ts";
import type { FindConfig } from "./gateway/site/dry-run.ts";
import type { LiveRoutes } from "./live-routes.ts";
import { renderConfigError } from "./projects-config/config-error.ts";
import type { MasterKeys } from "./secrets/master-keys.ts";
import { configToServe } from "./store/configs/config-to-serve.ts";
import type { Store } from "./store/sql/open-store.ts";

/** Finds any version of a project's configuration and makes its routes, as if it were served. */
export function findConfigIn(store: Store, master: MasterKeys, live: LiveRoutes): FindConfig {
  return async (configId, projectId) => {
    const config = await configToServe(store.db, master, { configId, projectId });
    if (config === undefined) return undefined;
    const { project, errors } = live.compile(config);
    if (project !== undefined) return project;
    const [first] = errors;
    throw fail("invalid_parameters", {
      param: "x-llm-gateway-config",
      message: `Version ${config.version} cannot be served: ${first === undefined ? "it is wrong" : renderConfigError(first)}`,
    });
  };
}
