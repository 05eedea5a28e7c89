import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipFor, membershipIn, userOf } from "../auth/access.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { newSavedView, savedViewAnswer, savedViewPatch, savedViewsAnswer, savedViewsQuery } from "./schema.ts";
import {
  createSavedView,
  deleteSavedView,
  type Holder,
  listSavedViews,
  patchSavedView,
  type SavedViewDeps,
} from "./service.ts";

export interface SavedViewRoutesOptions extends SavedViewDeps {
  readonly access: Access;
}

/** Named filters of the dashboard's pages. Each user has their own; tokens have none. */
export function savedViewRoutes({ access, ...deps }: SavedViewRoutesOptions): Router {
  const routes = describeRoutes(access);

  return newRouter()
    .openapi(routes.create, async (c) => {
      const input = c.req.valid("json");
      const { organizationId } = membershipFor(c, input.organizationId);
      const place = { organizationId, userId: userOf(c).user.id };
      return c.json({ savedView: await createSavedView(deps, place, input, auditFacts(c)) }, 201);
    })
    .openapi(routes.list, async (c) => {
      const query = c.req.valid("query");
      const savedViews = await listSavedViews(deps.db, holderOf(c, query.organizationId), query);
      return c.json({ savedViews }, 200);
    })
    .openapi(routes.patch, async (c) => {
      const { id } = c.req.valid("param");
      const savedView = await patchSavedView(deps, holderOf(c), id, c.req.valid("json"), auditFacts(c));
      return c.json({ savedView }, 200);
    })
    .openapi(routes.remove, async (c) => {
      await deleteSavedView(deps, holderOf(c), c.req.valid("param").id, auditFacts(c));
      return c.json({ success: true as const }, 200);
    });
}

function holderOf(c: Context<ManagementEnv>, organizationId?: string): Holder {
  const memberships = organizationId === undefined ? c.var.allowed : [membershipIn(c, organizationId)];
  return { userId: userOf(c).user.id, organizationIds: memberships.map((each) => each.organizationId) };
}

function describeRoutes(access: Access) {
  const middleware = access.requireRole("viewer", { usersOnly: true });
  const common = { tags: ["saved views"], security: SESSION, middleware };
  const one = { ...common, path: "/saved-views/{id}" } as const;
  const all = [400, 401, 403, 404];
  return {
    create: createRoute({
      ...common,
      method: "post",
      path: "/saved-views",
      summary: "Keep a page's filters under a name",
      request: jsonBody(newSavedView),
      responses: createdAnswer("The saved view", savedViewAnswer, [...all, 409, 415]),
    }),
    list: createRoute({
      ...common,
      method: "get",
      path: "/saved-views",
      summary: "List one's own saved views, by name",
      request: { query: savedViewsQuery },
      responses: jsonAnswer("All of them", savedViewsAnswer, all),
    }),
    patch: createRoute({
      ...one,
      method: "patch",
      summary: "Rename a saved view, or replace its filters",
      request: { params: idParams, ...jsonBody(savedViewPatch) },
      responses: jsonAnswer("The view after the change", savedViewAnswer, [...all, 409, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Delete a saved view",
      request: { params: idParams },
      responses: jsonAnswer("The view is deleted", doneAnswer, all),
    }),
  };
}
