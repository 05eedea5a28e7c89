import { createRoute } from "@hono/zod-openapi";
import { fail } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipFor } from "../auth/access.ts";
import { isAtLeast } from "../auth/roles.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { cacheAnswer, cachePurge, cacheQuery, purgedAnswer } from "./schema.ts";
import { type CacheServiceOptions, purgeCache, readCache } from "./service.ts";

export interface CacheRoutesOptions extends CacheServiceOptions {
  readonly access: Access;
}

/** The cache of answers: what it holds, and how to empty it. Semantic entries lose their answers with it. */
export function cacheRoutes({ access, ...options }: CacheRoutesOptions): Router {
  const common = { tags: ["cache"], security: SESSION };
  const read = createRoute({
    ...common,
    method: "get",
    path: "/cache",
    summary: "What the cache of answers holds and saved",
    middleware: access.requireRole("viewer", { scope: "projects:read" }),
    request: { query: cacheQuery },
    responses: jsonAnswer("The organization's cache", cacheAnswer, [400, 401, 403, 404, 503]),
  });
  const purge = createRoute({
    ...common,
    method: "post",
    path: "/cache/purge",
    summary: "Remove answers from the cache",
    description: "Developers name a project; admins may leave it out and empty the whole organization's cache.",
    middleware: access.requireRole("developer", { scope: "projects:write" }),
    request: jsonBody(cachePurge),
    responses: jsonAnswer("How many answers were removed", purgedAnswer, [400, 401, 403, 404, 415, 503]),
  });

  return newRouter()
    .openapi(read, async (c) => {
      const { organizationId } = membershipFor(c, c.req.valid("query").organizationId);
      return c.json({ cache: await readCache(options, organizationId) }, 200);
    })
    .openapi(purge, async (c) => {
      const { organizationId: named, ...asked } = c.req.valid("json");
      const { organizationId, role } = membershipFor(c, named);
      if (asked.projectId === undefined && !isAtLeast(role, "admin")) {
        throw fail("permission_denied", {
          message: "Your role may empty the cache of one project: name it in 'projectId'.",
        });
      }
      return c.json({ purged: await purgeCache(options, organizationId, asked, auditFacts(c)) }, 200);
    });
}
