import { createRoute } from "@hono/zod-openapi";
import type { Kysely } from "kysely";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import { type Access, membershipFor } from "../auth/access.ts";
import { jsonAnswer, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { modelsAnswer, modelsQuery } from "./schema.ts";
import { listModels, type ReadCatalog } from "./service.ts";

export interface ModelRoutesOptions {
  readonly db: Kysely<Database>;
  readonly access: Access;
  readonly clock: Clock;
  readonly readCatalog: ReadCatalog;
}

/** The catalogue of models, as an organization may use it. */
export function modelRoutes({ db, access, clock, readCatalog }: ModelRoutesOptions): Router {
  const route = createRoute({
    method: "get",
    path: "/models",
    tags: ["models"],
    summary: "All models with their providers, prices and abilities, and what is connected",
    security: SESSION,
    middleware: access.requireRole("viewer", { scope: "projects:read" }),
    request: { query: modelsQuery },
    responses: jsonAnswer("The whole catalogue", modelsAnswer, [400, 401, 403, 404]),
  });
  return newRouter().openapi(route, async (c) => {
    const { organizationId: named, projectId } = c.req.valid("query");
    const { organizationId } = membershipFor(c, named);
    return c.json(await listModels(db, readCatalog(), { organizationId, projectId, nowMs: clock.now() }), 200);
  });
}
