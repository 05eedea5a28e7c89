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
import { validateAlertsSearch } from "./features/alerts/search.ts";
import { validateApiKeysSearch } from "./features/api-keys/search.ts";
import { validateConnectionsSearch } from "./features/connections/search.ts";
import { validateLimitsSearch } from "./features/limits/search.ts";
import { validateLogsSearch } from "./features/logs/search.ts";
import { validateOverviewSearch } from "./features/overview/search.ts";
import { validateProjectsSearch } from "./features/projects/search.ts";
import { validateLoginSearch } from "./features/sign-in/search.ts";
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

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  component: NoOrganization,
  beforeLoad: ({ context }) => {
    const organizationId = usualOrganization(context.me.memberships.map((each) => each.organizationId));
    if (organizationId !== undefined) throw redirect({ to: "/$organizationId/overview", params: { organizationId } });
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
const apiKeys = createRoute({
  getParentRoute: () => organization,
  path: "api-keys",
  validateSearch: validateApiKeysSearch,
  component: lazyRouteComponent(() => import("./features/api-keys/api-keys-page.tsx"), "ApiKeysPage"),
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
      logs,
      request,
      apiKeys,
      connections,
      newConnection,
      projects,
      project,
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
