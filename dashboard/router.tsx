import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";
import { ApiError } from "./api/error.ts";
import { meQuery } from "./api/identity.ts";
import { keep, readKept } from "./api/kept.ts";
import { apiQuery } from "./api/query.ts";
import { validateAccountSearch } from "./features/account/search.ts";
import { validateAlertsSearch } from "./features/alerts/search.ts";
import { validateAnalyticsSearch } from "./features/analytics/search.ts";
import { validateApiKeySearch, validateApiKeysSearch } from "./features/api-keys/search.ts";
import { validateAuditSearch } from "./features/audit/search.ts";
import { validateBillingSearch } from "./features/billing/search.ts";
import { validateCachingSearch } from "./features/caching/search.ts";
import {
  validateConfigurationSearch,
  validateNewConfigurationSearch,
  validateSecretsSearch,
  validateVersionsSearch,
} from "./features/configurations/search.ts";
import { validateConnectionsSearch } from "./features/connections/search.ts";
import { validateCostsSearch } from "./features/costs/search.ts";
import { validateLimitsSearch } from "./features/limits/search.ts";
import { validateLogsSearch } from "./features/logs/search.ts";
import { validateModelsSearch } from "./features/models/search.ts";
import { validateOverviewSearch } from "./features/overview/search.ts";
import { validatePlaygroundSearch } from "./features/playground/search.ts";
import { validateProjectsSearch } from "./features/projects/search.ts";
import { validateRoutingSearch } from "./features/routing/search.ts";
import { validateSettingsSearch } from "./features/settings/search.ts";
import { validateLoginSearch } from "./features/sign-in/search.ts";
import { validateStartSearch } from "./features/start/search.ts";
import { validateTeamSearch } from "./features/team/search.ts";
import { Layout } from "./shell/layout.tsx";
import { Broken, Loading, Missing, NoOrganization } from "./shell/page-states.tsx";
import { parseSearch, type RawSearch, search, stringifySearch, textOf } from "./shell/search-params.ts";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet });

const login = createRoute({
  getParentRoute: () => root,
  path: "login",
  validateSearch: validateLoginSearch,
  component: lazyRouteComponent(() => import("./features/sign-in/login-page.tsx"), "LoginPage"),
});
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "forgot-password",
  component: lazyRouteComponent(() => import("./features/sign-in/forgot-password-page.tsx"), "ForgotPasswordPage"),
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "reset-password",
  component: lazyRouteComponent(() => import("./features/sign-in/reset-password-page.tsx"), "ResetPasswordPage"),
});
const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: "accept-invitation",
  component: lazyRouteComponent(() => import("./features/sign-in/accept-invitation-page.tsx"), "AcceptInvitationPage"),
});

/** Everything below it has somebody signed in; others are sent to sign in and come back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Outlet,
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.queryClient.ensureQueryData(meQuery) };
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      const isStart = location.pathname === "/";
      throw redirect({ to: "/login", search: isStart ? {} : { returnTo: location.href } });
    }
  },
});

/** The organization that was looked at last, else the first; undefined for a user without any. */
function usualOrganization(ids: readonly string[]): string | undefined {
  const kept = readKept("organization");
  return kept !== null && ids.includes(kept) ? kept : ids[0];
}

/** True for an organization that nobody has called yet; where that cannot be read now, it is taken for a used one. */
async function hasNoRequests(client: QueryClient, organizationId: string): Promise<boolean> {
  const newest = client.fetchQuery(apiQuery("getLogs", { query: { organizationId, limit: 1 } }));
  return await newest.then(({ logs }) => logs.length === 0).catch(() => false);
}

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  component: NoOrganization,
  beforeLoad: async ({ context: { me, queryClient } }) => {
    const organizationId = usualOrganization(me.memberships.map((each) => each.organizationId));
    if (organizationId === undefined) return;
    const role = me.memberships.find((each) => each.organizationId === organizationId)?.role;
    const isNew = role !== "viewer" && (await hasNoRequests(queryClient, organizationId));
    throw redirect({ to: isNew ? "/$organizationId/start" : "/$organizationId/overview", params: { organizationId } });
  },
});

const organization = createRoute({
  getParentRoute: () => signedIn,
  path: "$organizationId",
  component: Layout,
  validateSearch: (raw: RawSearch) => search({ project: textOf(raw, "project") }),
  search: { middlewares: [retainSearchParams(["project"])] },
  beforeLoad: ({ context, params, location }) => {
    const ids = context.me.memberships.map((each) => each.organizationId);
    if (ids.includes(params.organizationId)) {
      keep("organization", params.organizationId);
      return;
    }
    // Addresses in manuals name no organization: /dashboard/logs means that of the reader.
    const usual = usualOrganization(ids);
    if (usual === undefined || params.organizationId.startsWith("org_")) throw redirect({ to: "/" });
    throw redirect({ href: `/dashboard/${usual}${location.href}` });
  },
});

const organizationHome = createRoute({
  getParentRoute: () => organization,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/$organizationId/overview", params });
  },
});
const overview = createRoute({
  getParentRoute: () => organization,
  path: "overview",
  validateSearch: validateOverviewSearch,
  component: lazyRouteComponent(() => import("./features/overview/overview-page.tsx"), "OverviewPage"),
});
const analytics = createRoute({
  getParentRoute: () => organization,
  path: "analytics",
  validateSearch: validateAnalyticsSearch,
  component: lazyRouteComponent(() => import("./features/analytics/analytics-page.tsx"), "AnalyticsPage"),
});
const costs = createRoute({
  getParentRoute: () => organization,
  path: "costs",
  validateSearch: validateCostsSearch,
  component: lazyRouteComponent(() => import("./features/costs/costs-page.tsx"), "CostsPage"),
});
const logs = createRoute({
  getParentRoute: () => organization,
  path: "logs",
  validateSearch: validateLogsSearch,
  component: lazyRouteComponent(() => import("./features/logs/logs-page.tsx"), "LogsPage"),
});
const request = createRoute({
  getParentRoute: () => organization,
  path: "logs/$requestId",
  component: lazyRouteComponent(() => import("./features/logs/request-page.tsx"), "RequestPage"),
});
const playground = createRoute({
  getParentRoute: () => organization,
  path: "playground",
  validateSearch: validatePlaygroundSearch,
  component: lazyRouteComponent(() => import("./features/playground/playground-page.tsx"), "PlaygroundPage"),
});
const models = createRoute({
  getParentRoute: () => organization,
  path: "models",
  validateSearch: validateModelsSearch,
  component: lazyRouteComponent(() => import("./features/models/models-page.tsx"), "ModelsPage"),
});
const model = createRoute({
  getParentRoute: () => organization,
  path: "models/$modelId",
  component: lazyRouteComponent(() => import("./features/models/model-page.tsx"), "ModelPage"),
});
const start = createRoute({
  getParentRoute: () => organization,
  path: "start",
  validateSearch: validateStartSearch,
  component: lazyRouteComponent(() => import("./features/start/start-page.tsx"), "StartPage"),
});
const apiKeys = createRoute({
  getParentRoute: () => organization,
  path: "api-keys",
  validateSearch: validateApiKeysSearch,
  component: lazyRouteComponent(() => import("./features/api-keys/api-keys-page.tsx"), "ApiKeysPage"),
});
const apiKey = createRoute({
  getParentRoute: () => organization,
  path: "api-keys/$keyId",
  validateSearch: validateApiKeySearch,
  component: lazyRouteComponent(() => import("./features/api-keys/key-page.tsx"), "KeyPage"),
});
const connections = createRoute({
  getParentRoute: () => organization,
  path: "connections",
  component: lazyRouteComponent(() => import("./features/connections/connections-page.tsx"), "ConnectionsPage"),
});
const newConnection = createRoute({
  getParentRoute: () => organization,
  path: "connections/new",
  validateSearch: validateConnectionsSearch,
  component: lazyRouteComponent(() => import("./features/connections/new-connection-page.tsx"), "NewConnectionPage"),
});
const connection = createRoute({
  getParentRoute: () => organization,
  path: "connections/$connectionId",
  component: lazyRouteComponent(() => import("./features/connections/connection-page.tsx"), "ConnectionPage"),
});
const routing = createRoute({
  getParentRoute: () => organization,
  path: "routing",
  validateSearch: validateRoutingSearch,
  component: lazyRouteComponent(() => import("./features/routing/routing-page.tsx"), "RoutingPage"),
});
const caching = createRoute({
  getParentRoute: () => organization,
  path: "caching",
  validateSearch: validateCachingSearch,
  component: lazyRouteComponent(() => import("./features/caching/caching-page.tsx"), "CachingPage"),
});
const projects = createRoute({
  getParentRoute: () => organization,
  path: "projects",
  validateSearch: validateProjectsSearch,
  component: lazyRouteComponent(() => import("./features/projects/projects-page.tsx"), "ProjectsPage"),
});
const project = createRoute({
  getParentRoute: () => organization,
  path: "projects/$projectId",
  component: lazyRouteComponent(() => import("./features/projects/project-page.tsx"), "ProjectPage"),
});
const team = createRoute({
  getParentRoute: () => organization,
  path: "team",
  validateSearch: validateTeamSearch,
  component: lazyRouteComponent(() => import("./features/team/team-page.tsx"), "TeamPage"),
});
const audit = createRoute({
  getParentRoute: () => organization,
  path: "audit",
  validateSearch: validateAuditSearch,
  component: lazyRouteComponent(() => import("./features/audit/audit-page.tsx"), "AuditPage"),
});
const billing = createRoute({
  getParentRoute: () => organization,
  path: "billing",
  validateSearch: validateBillingSearch,
  component: lazyRouteComponent(() => import("./features/billing/billing-page.tsx"), "BillingPage"),
});
const settings = createRoute({
  getParentRoute: () => organization,
  path: "settings",
  validateSearch: validateSettingsSearch,
  component: lazyRouteComponent(() => import("./features/settings/settings-page.tsx"), "SettingsPage"),
});
const account = createRoute({
  getParentRoute: () => organization,
  path: "account",
  validateSearch: validateAccountSearch,
  component: lazyRouteComponent(() => import("./features/account/account-page.tsx"), "AccountPage"),
});
const configurations = createRoute({
  getParentRoute: () => organization,
  path: "configurations",
  component: lazyRouteComponent(
    () => import("./features/configurations/configurations-page.tsx"),
    "ConfigurationsPage",
  ),
});
const projectConfigurations = createRoute({
  getParentRoute: () => organization,
  path: "configurations/$projectId",
  validateSearch: validateVersionsSearch,
  component: lazyRouteComponent(
    () => import("./features/configurations/project-configurations-page.tsx"),
    "ProjectConfigurationsPage",
  ),
});
const projectSecrets = createRoute({
  getParentRoute: () => organization,
  path: "configurations/$projectId/secrets",
  validateSearch: validateSecretsSearch,
  component: lazyRouteComponent(() => import("./features/configurations/secrets/secrets-page.tsx"), "SecretsPage"),
});
const newConfiguration = createRoute({
  getParentRoute: () => organization,
  path: "configurations/$projectId/new",
  validateSearch: validateNewConfigurationSearch,
  component: lazyRouteComponent(
    () => import("./features/configurations/new/new-configuration-page.tsx"),
    "NewConfigurationPage",
  ),
});
const configuration = createRoute({
  getParentRoute: () => organization,
  path: "configurations/$projectId/$configId",
  validateSearch: validateConfigurationSearch,
  component: lazyRouteComponent(() => import("./features/configurations/configuration-page.tsx"), "ConfigurationPage"),
});

const limits = createRoute({
  getParentRoute: () => organization,
  path: "limits",
  validateSearch: validateLimitsSearch,
  component: lazyRouteComponent(() => import("./features/limits/limits-page.tsx"), "LimitsPage"),
});
const alerts = createRoute({
  getParentRoute: () => organization,
  path: "alerts",
  validateSearch: validateAlertsSearch,
  component: lazyRouteComponent(() => import("./features/alerts/alerts-page.tsx"), "AlertsPage"),
});
const guardrails = createRoute({
  getParentRoute: () => organization,
  path: "guardrails",
  component: lazyRouteComponent(() => import("./features/guardrails/guardrails-page.tsx"), "GuardrailsPage"),
});

const tree = root.addChildren([
  login,
  forgotPassword,
  resetPassword,
  acceptInvitation,
  signedIn.addChildren([
    home,
    organization.addChildren([
      organizationHome,
      overview,
      analytics,
      costs,
      logs,
      request,
      playground,
      models,
      model,
      start,
      apiKeys,
      apiKey,
      connections,
      newConnection,
      connection,
      routing,
      caching,
      projects,
      project,
      team,
      audit,
      billing,
      settings,
      account,
      configurations,
      projectConfigurations,
      projectSecrets,
      newConfiguration,
      configuration,
      limits,
      alerts,
      guardrails,
    ]),
  ]),
]);

/** The page's addresses. One router a page. */
export function createPageRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: "/dashboard",
    context: { queryClient },
    defaultPreload: "intent",
    // Queries are fresh for as long as they say, whatever the router remembers.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 300,
    defaultPendingComponent: Loading,
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: Missing,
    scrollRestoration: true,
    parseSearch,
    stringifySearch,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
