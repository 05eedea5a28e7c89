import { createRoute } from "@hono/zod-openapi";
import { fail } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import type { Access } from "../auth/access.ts";
import { idParams } from "../http/fields.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { createRateBound } from "../http/rate-bound.ts";
import { newRouter, type Router } from "../http/router.ts";
import { generateConfig } from "./generate-config.ts";
import { importConfig } from "./import-config.ts";
import type { ConfigRoutesOptions } from "./routes.ts";
import { generateAnswer, generateBody, importAnswer, importBody, templatesAnswer } from "./schema.ts";
import { requireProject } from "./scoped.ts";

/** Each may take four calls of a large model. */
const GENERATIONS_AN_HOUR = 60;
const HOUR_MS = 3_600_000;

/** Help to write a configuration: templates, import, and a model that writes one. */
export function writingRoutes({ access, generator, ...deps }: ConfigRoutesOptions): Router {
  const routes = describeRoutes(access);
  const { db, clock, language } = deps;
  const generations = createRateBound({ clock, countMax: GENERATIONS_AN_HOUR, windowMs: HOUR_MS });
  return newRouter()
    .openapi(routes.templates, async (c) => {
      await requireProject(c, db, c.req.valid("param").id);
      return c.json({ templates: language.templates.map((one) => ({ ...one })) }, 200);
    })
    .openapi(routes.import, async (c) => {
      const place = await requireProject(c, db, c.req.valid("param").id);
      return c.json({ import: await importConfig(deps, place, c.req.valid("json"), auditFacts(c)) }, 200);
    })
    .openapi(routes.generate, async (c) => {
      const place = await requireProject(c, db, c.req.valid("param").id);
      if (generator !== null && generations.take(place.organizationId) === null) {
        const message = `${GENERATIONS_AN_HOUR} configurations an hour are written for an organization. Try again later.`;
        throw fail("rate_limit_exceeded", { message, retryAfterSeconds: HOUR_MS / 1_000 });
      }
      return c.json({ generated: await generateConfig(deps, generator, place, c.req.valid("json")) }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["configs"], security: SESSION };
  const writers = access.requireRole("developer", { scope: "projects:write" });
  const all = [400, 401, 403, 404];
  return {
    templates: createRoute({
      ...common,
      method: "get",
      path: "/projects/{id}/configs/templates",
      summary: "Configurations to begin with",
      middleware: access.requireRole("developer", { scope: "projects:read" }),
      request: { params: idParams },
      responses: jsonAnswer("All of them", templatesAnswer, all),
    }),
    import: createRoute({
      ...common,
      method: "post",
      path: "/projects/{id}/configs/import",
      summary: "Make a draft of a LiteLLM or Portkey configuration, with a report of what could not be carried over",
      middleware: writers,
      request: { params: idParams, ...jsonBody(importBody) },
      responses: jsonAnswer("The draft, or why there is none yet", importAnswer, [...all, 409, 415]),
    }),
    generate: createRoute({
      ...common,
      method: "post",
      path: "/projects/{id}/configs/generate",
      summary: "Let a model write a configuration from a description",
      description: "The result is checked and repaired before it is shown, and not stored.",
      middleware: writers,
      request: { params: idParams, ...jsonBody(generateBody) },
      responses: jsonAnswer("The configuration", generateAnswer, [...all, 409, 415, 429]),
    }),
  };
}
