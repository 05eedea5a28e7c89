import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { validateApiKeySearch, validateApiKeysSearch } from "../features/api-keys/search.ts";
import {
  validateConfigurationSearch,
  validateNewConfigurationSearch,
  validateSecretsSearch,
  validateVersionsSearch,
} from "../features/configurations/search.ts";
import { validateModelsSearch } from "../features/models/search.ts";
import { validatePlaygroundSearch } from "../features/playground/search.ts";
import { validateProjectsSearch } from "../features/projects/search.ts";
import { validateStartSearch } from "../features/start/search.ts";
import { organization } from "./guards.tsx";

const playground = createRoute({
  getParentRoute: () => organization,
  path: "playground",
  validateSearch: validatePlaygroundSearch,
  component: lazyRouteComponent(() => import("../features/playground/playground-page.tsx"), "PlaygroundPage"),
});
const models = createRoute({
  getParentRoute: () => organization,
  path: "models",
  validateSearch: validateModelsSearch,
  component: lazyRouteComponent(() => import("../features/models/models-page.tsx"), "ModelsPage"),
});
const model = createRoute({
  getParentRoute: () => organization,
  path: "models/$modelId",
  component: lazyRouteComponent(() => import("../features/models/model-page.tsx"), "ModelPage"),
});
const start = createRoute({
  getParentRoute: () => organization,
  path: "start",
  validateSearch: validateStartSearch,
  component: lazyRouteComponent(() => import("../features/start/start-page.tsx"), "StartPage"),
});
const apiKeys = createRoute({
  getParentRoute: () => organization,
  path: "api-keys",
  validateSearch: validateApiKeysSearch,
  component: lazyRouteComponent(() => import("../features/api-keys/api-keys-page.tsx"), "ApiKeysPage"),
});
const apiKey = createRoute({
  getParentRoute: () => organization,
  path: "api-keys/$keyId",
  validateSearch: validateApiKeySearch,
  component: lazyRouteComponent(() => import("../features/api-keys/key-page.tsx"), "KeyPage"),
});
const projects = createRoute({
  getParentRoute: () => organization,
  path: "projects",
  validateSearch: validateProjectsSearch,
  component: lazyRouteComponent(() => import("../features/projects/projects-page.tsx"), "ProjectsPage"),
});
const project = createRoute({
  getParentRoute: () => organization,
  path: "projects/$projectId",
  component: lazyRouteComponent(() => import("../features/projects/project-page.tsx"), "ProjectPage"),
});
const configurations = createRoute({
  getParentRoute: () => organization,
  path: "configurations",
  component: lazyRouteComponent(
    () => import("../features/configurations/configurations-page.tsx"),
    "ConfigurationsPage",
  ),
});
const projectConfigurations = createRoute({
  getParentRoute: () => organization,
  path: "configurations/$projectId",
  validateSearch: validateVersionsSearch,
  component: lazyRouteComponent(
    () => import("../features/configurations/project-configurations-page.tsx"),
    "ProjectConfigurationsPage",
  ),
});
const projectSecrets = createRoute({
  getParentRoute: () => organization,
  path: "configurations/$projectId/secrets",
  validateSearch: validateSecretsSearch,
  component: lazyRouteComponent(() => import("../features/configurations/secrets/secrets-page.tsx"), "SecretsPage"),
});
const newConfiguration = createRoute({
  getParentRoute: () => organization,
  path: "configurations/$projectId/new",
  validateSearch: validateNewConfigurationSearch,
  component: lazyRouteComponent(
    () => import("../features/configurations/new/new-configuration-page.tsx"),
    "NewConfigurationPage",
  ),
});
const configuration = createRoute({
  getParentRoute: () => organization,
  path: "configurations/$projectId/$configId",
  validateSearch: validateConfigurationSearch,
  component: lazyRouteComponent(() => import("../features/configurations/configuration-page.tsx"), "ConfigurationPage"),
});

/** What programs are made with: models, keys, projects and their configurations. */
export const buildPages = [
  playground,
  models,
  model,
  start,
  apiKeys,
  apiKey,
  projects,
  project,
  configurations,
  projectConfigurations,
  projectSecrets,
  newConfiguration,
  configuration,
] as const;
