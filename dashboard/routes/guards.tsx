import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect, retainSearchParams } from "@tanstack/react-router";
import { ApiError } from "../api/error.ts";
import { meQuery } from "../api/identity.ts";
import { keep, readKept } from "../api/kept.ts";
import { Layout } from "../shell/layout.tsx";
import { type RawSearch, search, textOf } from "../shell/search-params.ts";

/** Above all addresses. */
export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet });

/** Everything below it has somebody signed in; others are sent to sign in and come back. */
export const signedIn = createRoute({
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
export function usualOrganization(ids: readonly string[]): string | undefined {
  const kept = readKept("organization");
  return kept !== null && ids.includes(kept) ? kept : ids[0];
}

/** Everything that is about one organization. */
export const organization = createRoute({
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
