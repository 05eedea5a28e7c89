import { createRoute } from "@hono/zod-openapi";
import { auditFacts } from "../audit/facts.ts";
import type { Access } from "../auth/access.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ConfigRoutesOptions } from "./routes.ts";
import { secretAnswer, secretBody, secretParams, secretsAnswer } from "./schema.ts";
import { requireProject } from "./scoped.ts";
import { deleteSecret, listSecrets, putSecret, readSecret } from "./secrets.ts";

/** What `!secret NAME` stands for in a project's configurations. Values go in and never come out. */
export function secretRoutes({ access, ...deps }: ConfigRoutesOptions): Router {
  const routes = describeRoutes(access);
  const { db, language } = deps;
  return newRouter()
    .openapi(routes.list, async (c) => {
      const { projectId } = await requireProject(c, db, c.req.valid("param").id);
      return c.json({ secrets: await listSecrets(db, language, projectId), nextCursor: null }, 200);
    })
    .openapi(routes.read, async (c) => {
      const { id, name } = c.req.valid("param");
      const { projectId } = await requireProject(c, db, id);
      return c.json({ secret: await readSecret(db, projectId, name) }, 200);
    })
    .openapi(routes.put, async (c) => {
      const { id, name } = c.req.valid("param");
      const place = await requireProject(c, db, id);
      const { value } = c.req.valid("json");
      return c.json({ secret: await putSecret(deps, place, { name, value }, auditFacts(c)) }, 200);
    })
    .openapi(routes.remove, async (c) => {
      const { id, name } = c.req.valid("param");
      await deleteSecret(deps, await requireProject(c, db, id), name, auditFacts(c));
      return c.json({ success: true as const }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["configs"], security: SESSION };
  const one = { ...common, path: "/projects/{id}/secrets/{name}" } as const;
  const readers = access.requireRole("developer", { scope: "projects:read" });
  const writers = access.requireRole("admin", { scope: "projects:write" });
  const all = [400, 401, 403, 404];
  return {
    list: createRoute({
      ...common,
      method: "get",
      path: "/projects/{id}/secrets",
      summary: "Names of a project's secrets, and which versions need them",
      middleware: readers,
      request: { params: idParams },
      responses: jsonAnswer("All of them", secretsAnswer, all),
    }),
    read: createRoute({
      ...one,
      method: "get",
      summary: "Whether a project has a secret, and since when",
      middleware: readers,
      request: { params: secretParams },
      responses: jsonAnswer("The secret without its value", secretAnswer, all),
    }),
    put: createRoute({
      ...one,
      method: "put",
      summary: "Set a secret of a project",
      middleware: writers,
      request: { params: secretParams, ...jsonBody(secretBody) },
      responses: jsonAnswer("The secret without its value", secretAnswer, [...all, 409, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Delete a secret that the served configuration does not use",
      middleware: writers,
      request: { params: secretParams },
      responses: jsonAnswer("The secret is deleted", doneAnswer, [...all, 409]),
    }),
  };
}
