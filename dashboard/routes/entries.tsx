import type { QueryClient } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { apiQuery } from "../api/query.ts";
import { validateLoginSearch } from "../features/sign-in/search.ts";
import { NoOrganization } from "../shell/page-states.tsx";
import { organization, root, signedIn, usualOrganization } from "./guards.tsx";

const login = createRoute({
  getParentRoute: () => root,
  path: "login",
  validateSearch: validateLoginSearch,
  component: lazyRouteComponent(() => import("../features/sign-in/login-page.tsx"), "LoginPage"),
});
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "forgot-password",
  component: lazyRouteComponent(() => import("../features/sign-in/forgot-password-page.tsx"), "ForgotPasswordPage"),
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "reset-password",
  component: lazyRouteComponent(() => import("../features/sign-in/reset-password-page.tsx"), "ResetPasswordPage"),
});
const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: "accept-invitation",
  component: lazyRouteComponent(() => import("../features/sign-in/accept-invitation-page.tsx"), "AcceptInvitationPage"),
});

/** True for an organization that nobody has called yet; where that cannot be read now, it is taken for a used one. */
async function hasNoRequests(client: QueryClient, organizationId: string): Promise<boolean> {
  const newest = client.fetchQuery(apiQuery("getLogs", { query: { organizationId, limit: 1 } }));
  return await newest.then(({ logs }) => logs.length === 0).catch(() => false);
}

/** Where one lands. */
export const home = createRoute({
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

export const organizationHome = createRoute({
  getParentRoute: () => organization,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/$organizationId/overview", params });
  },
});

/** For those who are not signed in. */
export const signInPages = [login, forgotPassword, resetPassword, acceptInvitation] as const;
