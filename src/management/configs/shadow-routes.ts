import { createRoute } from "@hono/zod-openapi";
import { auditFacts } from "../audit/facts.ts";
import type { Access } from "../auth/access.ts";
import { idParams } from "../http/fields.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ConfigRoutesOptions } from "./routes.ts";
import { shadowAnswer, shadowBody } from "./schema.ts";
import { requireConfig } from "./scoped.ts";
import { readShadow, setShadow } from "./shadow.ts";

/** Trying a version on real traffic without answering with it. */
export function shadowRoutes({ access, ...deps }: ConfigRoutesOptions): Router {
  const routes = describe(access);
  return newRouter()
    .openapi(routes.read, async (c) => {
      const place = await requireConfig(c, deps.db, c.req.valid("param").id);
      return c.json({ shadow: await readShadow(deps.db, place) }, 200);
    })
    .openapi(routes.set, async (c) => {
      const place = await requireConfig(c, deps.db, c.req.valid("param").id);
      return c.json({ shadow: await setShadow(deps, place, c.req.valid("json"), auditFacts(c)) }, 200);
    });
}

function describe(access: Access) {
  const common = { tags: ["configs"], security: SESSION };
  const path = "/configs/{id}/shadow";
  const all = [400, 401, 403, 404];
  return {
    read: createRoute({
      ...common,
      path,
      method: "get",
      summary: "Whom a version in the shadow would have asked, and who was asked",
      middleware: access.requireRole("developer", { scope: "projects:read" }),
      request: { params: idParams },
      responses: jsonAnswer("What was planned so far", shadowAnswer, all),
    }),
    set: createRoute({
      ...common,
      path,
      method: "post",
      summary: "Plan a share of the traffic also with a reviewed version; it is answered by the served one",
      middleware: access.requireRole("admin", { scope: "projects:write" }),
      request: { params: idParams, ...jsonBody(shadowBody) },
      responses: jsonAnswer("What was planned so far", shadowAnswer, [...all, 409, 415]),
    }),
  };
}
