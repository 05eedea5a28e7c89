import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { validateAnalyticsSearch } from "../features/analytics/search.ts";
import { validateCostsSearch } from "../features/costs/search.ts";
import { validateLogsSearch } from "../features/logs/search.ts";
import { validateOverviewSearch } from "../features/overview/search.ts";
import { organization } from "./guards.tsx";

const overview = createRoute({
  getParentRoute: () => organization,
  path: "overview",
  validateSearch: validateOverviewSearch,
  component: lazyRouteComponent(() => import("../features/overview/overview-page.tsx"), "OverviewPage"),
});
const analytics = createRoute({
  getParentRoute: () => organization,
  path: "analytics",
  validateSearch: validateAnalyticsSearch,
  component: lazyRouteComponent(() => import("../features/analytics/analytics-page.tsx"), "AnalyticsPage"),
});
const costs = createRoute({
  getParentRoute: () => organization,
  path: "costs",
  validateSearch: validateCostsSearch,
  component: lazyRouteComponent(() => import("../features/costs/costs-page.tsx"), "CostsPage"),
});
const logs = createRoute({
  getParentRoute: () => organization,
  path: "logs",
  validateSearch: validateLogsSearch,
  component: lazyRouteComponent(() => import("../features/logs/logs-page.tsx"), "LogsPage"),
});
const request = createRoute({
  getParentRoute: () => organization,
  path: "logs/$requestId",
  component: lazyRouteComponent(() => import("../features/logs/request-page.tsx"), "RequestPage"),
});

/** What happened: figures and requests. */
export const observePages = [overview, analytics, costs, logs, request] as const;
