import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { fail } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipIn, userOrNull } from "../auth/access.ts";
import { byAddress } from "../auth/attempts.ts";
import type { AuthContext } from "../auth/context.ts";
import { requireOpen } from "../auth/register.ts";
import { sessionCookie } from "../auth/session-cookie.ts";
import { locked } from "../auth/sign-in.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { invite } from "./invite.ts";
import { joinAsNewUser, joinAsUser } from "./join.ts";
import { listInvitations, readInvitation, revokeInvitation } from "./queries.ts";
import {
  acceptAnswer,
  acceptBody,
  invitationParams,
  invitationsAnswer,
  invitationsQuery,
  invitedAnswer,
  newInvitation,
} from "./schema.ts";

/** Invitations: admins make and revoke them, who gets one accepts it. */
export function invitationRoutes({
  access,
  context,
}: {
  readonly access: Access;
  readonly context: AuthContext;
}): Router {
  const routes = describeRoutes(access);
  const now = (): Date => new Date(context.clock.now());
  const cookie = sessionCookie(context.config.publicUrl);
  return newRouter()
    .openapi(routes.list, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      return c.json(await listInvitations(context.db, organizationId, c.req.valid("query"), now()), 200);
    })
    .openapi(routes.create, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      const { principal } = c.var;
      const given = { organizationId, ...c.req.valid("json"), principal, facts: auditFacts(c) };
      const { id, emailSent, accept } = await invite(context, given);
      const invitation = await readInvitation(context.db, organizationId, id, now());
      return c.json({ invitation, emailSent, accept }, 201);
    })
    .openapi(routes.revoke, async (c) => {
      const { id, invitationId } = c.req.valid("param");
      const { organizationId } = membershipIn(c, id);
      const given = { organizationId, id: invitationId, principal: c.var.principal };
      await revokeInvitation(context, given, auditFacts(c));
      return c.json({ success: true as const }, 200);
    })
    .openapi(routes.accept, async (c) => {
      const { token, name, password } = c.req.valid("json");
      const user = userWithAccount(c);
      if (user !== null) {
        const membership = await joinAsUser(context, { token, user }, auditFacts(c));
        return c.json({ user, membership, session: null }, 200);
      }
      if (name === undefined || password === undefined) throw needsAccount();
      requireOpen(context, true);
      const verdict = await context.attempts.begin([byAddress(c.env?.clientIp ?? null, "register-address")]);
      if (!verdict.allowed) throw locked(verdict.waitSeconds);
      const joined = await joinAsNewUser(context, { token, name, password }, auditFacts(c));
      c.header("set-cookie", cookie.keep(joined.token));
      const session = { token: joined.token, expiresAt: joined.expiresAt.toISOString() };
      return c.json({ user: joined.user, membership: joined.membership, session }, 200);
    });
}

/** Who is signed in by their own account; a session of single sign-on reaches its organization alone. */
function userWithAccount(c: Context<ManagementEnv>) {
  const principal = userOrNull(c);
  if (principal === null) return null;
  if (principal.ssoOrganizationId === null) return principal.user;
  const message = "You came by single sign-on, which reaches its organization alone. Sign in with your own password.";
  throw fail("permission_denied", { message });
}

function needsAccount() {
  return fail("invalid_parameters", {
    message: "password: sign in first, or send 'name' and 'password' to make an account",
    param: "password",
  });
}

function describeRoutes(access: Access) {
  const common = { tags: ["invitations"], security: SESSION };
  const path = "/organizations/{id}/invitations";
  return {
    list: createRoute({
      ...common,
      method: "get",
      path,
      summary: "List invitations, newest first",
      middleware: access.requireRole("admin", { scope: "members:read" }),
      request: { params: idParams, query: invitationsQuery },
      responses: jsonAnswer("A page", invitationsAnswer, [400, 401, 403, 404]),
    }),
    create: createRoute({
      ...common,
      method: "post",
      path,
      summary: "Invite somebody, for a week",
      middleware: access.requireRole("admin", { scope: "members:write" }),
      request: { params: idParams, ...jsonBody(newInvitation) },
      responses: createdAnswer("The invitation", invitedAnswer, [400, 401, 403, 404, 409, 415, 429]),
    }),
    revoke: createRoute({
      ...common,
      method: "delete",
      path: "/organizations/{id}/invitations/{invitationId}",
      summary: "Revoke a pending invitation",
      middleware: access.requireRole("admin", { scope: "members:write" }),
      request: { params: invitationParams },
      responses: jsonAnswer("The invitation is revoked", doneAnswer, [400, 401, 403, 404]),
    }),
    accept: createRoute({
      tags: ["invitations"],
      method: "post",
      path: "/invitations/accept",
      summary: "Accept an invitation, signed in or with a new account",
      middleware: access.allowAnyone,
      request: jsonBody(acceptBody),
      responses: jsonAnswer("The new membership", acceptAnswer, [400, 401, 403, 404, 409, 415, 429]),
    }),
  };
}
