import { createRoute } from "@hono/zod-openapi";
import { fail } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipIn, userOf } from "../auth/access.ts";
import type { AuthContext } from "../auth/context.ts";
import { idParams } from "../http/fields.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { changeRole, endMembership } from "./change-member.ts";
import { findMember, listMembers } from "./queries.ts";
import { memberAnswer, memberEndAnswer, memberParams, memberPatch, membersAnswer, membersQuery } from "./schema.ts";

/** Members of an organization: all see them, admins change them, only owners change owners. */
export function memberRoutes({ access, context }: { readonly access: Access; readonly context: AuthContext }): Router {
  const routes = describeRoutes(access);
  return newRouter()
    .openapi(routes.list, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      return c.json(await listMembers(context.db, organizationId, c.req.valid("query")), 200);
    })
    .openapi(routes.patch, async (c) => {
      const { id, userId } = c.req.valid("param");
      const { organizationId } = membershipIn(c, id);
      const change = { organizationId, userId, principal: c.var.principal, facts: auditFacts(c) };
      const revoked = await changeRole(context, change, c.req.valid("json").role);
      const member = await findMember(context.db, organizationId, userId);
      if (member === null) throw fail("not_found", { message: "There is no such member." });
      return c.json({ member, revoked }, 200);
    })
    .openapi(routes.remove, async (c) => {
      const { id, userId } = c.req.valid("param");
      const { organizationId } = membershipIn(c, id);
      const change = { organizationId, userId, principal: c.var.principal, facts: auditFacts(c) };
      return c.json({ success: true as const, revoked: await endMembership(context, change) }, 200);
    })
    .openapi(routes.leave, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      const principal = userOf(c);
      const change = { organizationId, userId: principal.user.id, principal, facts: auditFacts(c) };
      return c.json({ success: true as const, revoked: await endMembership(context, change) }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["members"], security: SESSION };
  const one = { ...common, path: "/organizations/{id}/members/{userId}" } as const;
  const writers = access.requireRole("admin", { scope: "members:write" });
  return {
    list: createRoute({
      ...common,
      method: "get",
      path: "/organizations/{id}/members",
      summary: "List members, those who joined last first",
      middleware: access.requireRole("viewer", { scope: "members:read" }),
      request: { params: idParams, query: membersQuery },
      responses: jsonAnswer("A page", membersAnswer, [400, 401, 403, 404]),
    }),
    patch: createRoute({
      ...one,
      method: "patch",
      summary: "Give a member another role",
      middleware: writers,
      request: { params: memberParams, ...jsonBody(memberPatch) },
      responses: jsonAnswer("The member after the change", memberAnswer, [400, 401, 403, 404, 409, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Remove a member",
      middleware: writers,
      request: { params: memberParams },
      responses: jsonAnswer("The member is removed", memberEndAnswer, [400, 401, 403, 404, 409]),
    }),
    leave: createRoute({
      ...common,
      method: "post",
      path: "/organizations/{id}/leave",
      summary: "Leave an organization",
      middleware: access.requireRole("viewer", { usersOnly: true }),
      request: { params: idParams },
      responses: jsonAnswer("The caller has left", memberEndAnswer, [400, 401, 403, 404, 409]),
    }),
  };
}
