import { createRoute, z } from "@hono/zod-openapi";
import { auditFacts } from "../audit/facts.ts";
import type { Access } from "../auth/access.ts";
import { idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { toProblem, validateText } from "./check-text.ts";
import { listConfigs, readVersion, toConfig } from "./queries.ts";
import type { ConfigRoutesOptions } from "./routes.ts";
import { createConfig } from "./save-config.ts";
import {
  configsAnswer,
  configsQuery,
  exportQuery,
  newConfig,
  savedConfigAnswer,
  validateBody,
  validationAnswer,
} from "./schema.ts";
import { requireProject } from "./scoped.ts";

/** A project's configurations: new versions, the list, and files of them. */
export function projectConfigRoutes({ access, ...deps }: ConfigRoutesOptions): Router {
  const routes = describeRoutes(access);
  const { db, language } = deps;
  return newRouter()
    .openapi(routes.create, async (c) => {
      const place = await requireProject(c, db, c.req.valid("param").id);
      const { row, warnings } = await createConfig(deps, place, c.req.valid("json"), auditFacts(c));
      return c.json({ config: toConfig(row), warnings: warnings.map(toProblem) }, 201);
    })
    .openapi(routes.list, async (c) => {
      const { projectId } = await requireProject(c, db, c.req.valid("param").id);
      return c.json(await listConfigs(db, projectId, c.req.valid("query")), 200);
    })
    .openapi(routes.validate, async (c) => {
      const place = await requireProject(c, db, c.req.valid("param").id);
      return c.json({ validation: await validateText(db, language, place, c.req.valid("json").yaml) }, 200);
    })
    .openapi(routes.export, async (c) => {
      const { projectId, project } = await requireProject(c, db, c.req.valid("param").id);
      const { version, yaml } = await readVersion(db, projectId, c.req.valid("query").version);
      const headers = {
        "content-type": "application/yaml; charset=utf-8",
        "content-disposition": `attachment; filename="${project.slug}-v${version}.yaml"`,
        // It is somebody's text: no browser may take it for a page.
        "x-content-type-options": "nosniff",
      };
      // The route's type knows JSON values only.
      return c.body(yaml, 200, headers) as never;
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["configs"], security: SESSION };
  const readers = access.requireRole("developer", { scope: "projects:read" });
  const writers = access.requireRole("developer", { scope: "projects:write" });
  const all = [400, 401, 403, 404];
  return {
    create: createRoute({
      ...common,
      method: "post",
      path: "/projects/{id}/configs",
      summary: "Create the next version of a project's configuration, a draft",
      description: "A text that cannot be served is refused, with every error and its place in details.",
      middleware: writers,
      request: { params: idParams, ...jsonBody(newConfig) },
      responses: createdAnswer("The draft", savedConfigAnswer, [...all, 409, 415]),
    }),
    list: createRoute({
      ...common,
      method: "get",
      path: "/projects/{id}/configs",
      summary: "List a project's configurations without their texts, newest first",
      middleware: access.requireRole("viewer", { scope: "projects:read" }),
      request: { params: idParams, query: configsQuery },
      responses: jsonAnswer("A page", configsAnswer, all),
    }),
    validate: createRoute({
      ...common,
      method: "post",
      path: "/projects/{id}/configs/validate",
      summary: "Check a configuration without storing it",
      middleware: readers,
      request: { params: idParams, ...jsonBody(validateBody) },
      responses: jsonAnswer("What was found", validationAnswer, [...all, 415]),
    }),
    export: createRoute({
      ...common,
      method: "get",
      path: "/projects/{id}/configs/export",
      summary: "One version as a YAML file",
      middleware: readers,
      request: { params: idParams, query: exportQuery },
      responses: {
        ...jsonAnswer("The file", z.string(), all),
        200: { description: "The file", content: { "application/yaml": { schema: z.string() } } },
      },
    }),
  };
}
