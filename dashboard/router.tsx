import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { buildPages } from "./routes/build.tsx";
import { home, organizationHome, signInPages } from "./routes/entries.tsx";
import { organization, root, signedIn } from "./routes/guards.tsx";
import { managePages } from "./routes/manage.tsx";
import { observePages } from "./routes/observe.tsx";
import { Broken, Loading, Missing } from "./shell/page-states.tsx";
import { parseSearch, stringifySearch } from "./shell/search-params.ts";

const tree = root.addChildren([
  ...signInPages,
  signedIn.addChildren([
    home,
    organization.addChildren([organizationHome, ...observePages, ...buildPages, ...managePages]),
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
