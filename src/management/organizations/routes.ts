import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { fail } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipIn, userOf } from "../auth/access.ts";
import type { AuthContext } from "../auth/context.ts";
import type { Membership } from "../auth/principal.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { deleteOrganization, renameOrganization } from "./change.ts";
import { createOrganization } from "./create.ts";
import { readOrganizations } from "./queries.ts";
import { newOrganization, organizationAnswer, organizationPatch, organizationsAnswer } from "./schema.ts";

/** Organizations: users make them, admins rename them, owners delete them. */
export function organizationRoutes({
  access,
  context,
}: {
  readonly access: Access;
  readonly context: AuthContext;
}): Router {
  const routes = describeRoutes(access);

  const viewOf = async (membership: Membership) => {
    const [organization] = await readOrganizations(context.db, [membership]);
    if (organization === undefined) throw fail("not_found", { message: "There is no such organization." });
    return organization;
  };
  const read = async (c: Context<ManagementEnv>, organizationId: string) => viewOf(membershipIn(c, organizationId));

  return newRouter()
    .openapi(routes.list, async (c) => {
      const organizations = [...(await readOrganizations(context.db, c.var.allowed))];
      return c.json({ organizations, nextCursor: null }, 200);
    })
    .openapi(routes.create, async (c) => {
      const { name } = c.req.valid("json");
      const organizationId = await createOrganization(context, { name, userId: userOf(c).user.id }, auditFacts(c));
      const organization = await viewOf({ organizationId, organizationName: name, role: "owner" });
      return c.json({ organization }, 201);
    })
    .openapi(routes.read, async (c) => c.json({ organization: await read(c, c.req.valid("param").id) }, 200))
    .openapi(routes.rename, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      await renameOrganization(context, { organizationId, name: c.req.valid("json").name }, auditFacts(c));
      return c.json({ organization: await read(c, organizationId) }, 200);
    })
    .openapi(routes.remove, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      await deleteOrganization(context, { organizationId, principal: c.var.principal }, auditFacts(c));
      return c.json({ success: true as const }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["organizations"], security: SESSION };
  const one = { ...common, path: "/organizations/{id}" } as const;
  const readers = access.requireRole("viewer", { scope: "settings:read" });
  const writers = access.requireRole("admin", { scope: "settings:write" });
  return {
    list: createRoute({
      ...common,
      method: "get",
      path: "/organizations",
      summary: "The caller's organizations, oldest first",
      middleware: access.requireRole("viewer", { scope: "settings:read", orNowhere: true }),
      responses: jsonAnswer("All of them", organizationsAnswer, [401, 403]),
    }),
    create: createRoute({
      ...common,
      method: "post",
      path: "/organizations",
      summary: "Create an organization, owned by the caller",
      middleware: access.requireAccount,
      request: jsonBody(newOrganization),
      responses: createdAnswer("The new organization", organizationAnswer, [400, 401, 403, 415]),
    }),
    read: createRoute({
      ...one,
      method: "get",
      summary: "One organization",
      middleware: readers,
      request: { params: idParams },
      responses: jsonAnswer("The organization", organizationAnswer, [400, 401, 403, 404]),
    }),
    rename: createRoute({
      ...one,
      method: "patch",
      summary: "Rename an organization",
      middleware: writers,
      request: { params: idParams, ...jsonBody(organizationPatch) },
      responses: jsonAnswer("The organization after the change", organizationAnswer, [400, 401, 403, 404, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Delete an organization with all that belongs to it; for owners, and for good",
      middleware: access.requireRole("owner", { usersOnly: true }),
      request: { params: idParams },
      responses: jsonAnswer("The organization is deleted", doneAnswer, [400, 401, 403, 404, 409]),
    }),
  };
}
