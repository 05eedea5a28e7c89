import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { validateAccountSearch } from "../features/account/search.ts";
import { validateAlertsSearch } from "../features/alerts/search.ts";
import { validateAuditSearch } from "../features/audit/search.ts";
import { validateBillingSearch } from "../features/billing/search.ts";
import { validateCachingSearch } from "../features/caching/search.ts";
import { validateConnectionsSearch } from "../features/connections/search.ts";
import { validateLimitsSearch } from "../features/limits/search.ts";
import { validateRoutingSearch } from "../features/routing/search.ts";
import { validateSettingsSearch } from "../features/settings/search.ts";
import { validateTeamSearch } from "../features/team/search.ts";
import { organization } from "./guards.tsx";

const connections = createRoute({
  getParentRoute: () => organization,
  path: "connections",
  component: lazyRouteComponent(() => import("../features/connections/connections-page.tsx"), "ConnectionsPage"),
});
const newConnection = createRoute({
  getParentRoute: () => organization,
  path: "connections/new",
  validateSearch: validateConnectionsSearch,
  component: lazyRouteComponent(() => import("../features/connections/new-connection-page.tsx"), "NewConnectionPage"),
});
const connection = createRoute({
  getParentRoute: () => organization,
  path: "connections/$connectionId",
  component: lazyRouteComponent(() => import("../features/connections/connection-page.tsx"), "ConnectionPage"),
});
const routing = createRoute({
  getParentRoute: () => organization,
  path: "routing",
  validateSearch: validateRoutingSearch,
  component: lazyRouteComponent(() => import("../features/routing/routing-page.tsx"), "RoutingPage"),
});
const caching = createRoute({
  getParentRoute: () => organization,
  path: "caching",
  validateSearch: validateCachingSearch,
  component: lazyRouteComponent(() => import("../features/caching/caching-page.tsx"), "CachingPage"),
});
const limits = createRoute({
  getParentRoute: () => organization,
  path: "limits",
  validateSearch: validateLimitsSearch,
  component: lazyRouteComponent(() => import("../features/limits/limits-page.tsx"), "LimitsPage"),
});
const alerts = createRoute({
  getParentRoute: () => organization,
  path: "alerts",
  validateSearch: validateAlertsSearch,
  component: lazyRouteComponent(() => import("../features/alerts/alerts-page.tsx"), "AlertsPage"),
});
const guardrails = createRoute({
  getParentRoute: () => organization,
  path: "guardrails",
  component: lazyRouteComponent(() => import("../features/guardrails/guardrails-page.tsx"), "GuardrailsPage"),
});
const team = createRoute({
  getParentRoute: () => organization,
  path: "team",
  validateSearch: validateTeamSearch,
  component: lazyRouteComponent(() => import("../features/team/team-page.tsx"), "TeamPage"),
});
const audit = createRoute({
  getParentRoute: () => organization,
  path: "audit",
  validateSearch: validateAuditSearch,
  component: lazyRouteComponent(() => import("../features/audit/audit-page.tsx"), "AuditPage"),
});
const billing = createRoute({
  getParentRoute: () => organization,
  path: "billing",
  validateSearch: validateBillingSearch,
  component: lazyRouteComponent(() => import("../features/billing/billing-page.tsx"), "BillingPage"),
});
const settings = createRoute({
  getParentRoute: () => organization,
  path: "settings",
  validateSearch: validateSettingsSearch,
  component: lazyRouteComponent(() => import("../features/settings/settings-page.tsx"), "SettingsPage"),
});
const account = createRoute({
  getParentRoute: () => organization,
  path: "account",
  validateSearch: validateAccountSearch,
  component: lazyRouteComponent(() => import("../features/account/account-page.tsx"), "AccountPage"),
});

/** What keeps it running: providers, limits, people, money. */
export const managePages = [
  connections,
  newConnection,
  connection,
  routing,
  caching,
  limits,
  alerts,
  guardrails,
  team,
  audit,
  billing,
  settings,
  account,
] as const;
