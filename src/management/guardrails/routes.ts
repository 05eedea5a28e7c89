import { createRoute } from "@hono/zod-openapi";
import type { Kysely } from "kysely";
import { systemClock } from "../../clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import { type Access, membershipFor, membershipIn } from "../auth/access.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { tryGuardrails } from "./dry-run.ts";
import { listGuardrailTypes } from "./guardrail-types.ts";
import { guardrailTest, guardrailTestAnswer, guardrailTypesAnswer, guardrailTypesQuery } from "./schema.ts";
import { readGuardrailsInForce } from "./service.ts";

export interface GuardrailRoutesOptions {
  readonly db: Kysely<Database>;
  readonly access: Access;
  /** Milliseconds from some moment on; the process's own when absent. */
  readonly monotonic?: () => number;
}

/** What guardrails there are, and dry runs. They are set in the settings of organizations and projects. */
export function guardrailRoutes({ db, access, monotonic = systemClock.monotonic }: GuardrailRoutesOptions): Router {
  const common = { tags: ["guardrails"], security: SESSION };
  const types = createRoute({
    ...common,
    method: "get",
    path: "/guardrails/types",
    summary: "Types of guardrails, with their parameters",
    middleware: access.requireRole("developer", { scope: "projects:read" }),
    request: { query: guardrailTypesQuery },
    responses: jsonAnswer("All of them", guardrailTypesAnswer, [400, 401, 403, 404]),
  });
  const test = createRoute({
    ...common,
    method: "post",
    path: "/guardrails/test",
    summary: "Try guardrails on a text",
    description: "Nothing is stored, and neither judges nor services are asked.",
    middleware: access.requireRole("developer", { scope: "projects:read" }),
    request: jsonBody(guardrailTest),
    responses: jsonAnswer("What would happen", guardrailTestAnswer, [400, 401, 403, 404, 415]),
  });

  return newRouter()
    .openapi(types, (c) => {
      const { organizationId } = c.req.valid("query");
      if (organizationId !== undefined) membershipIn(c, organizationId);
      return c.json(listGuardrailTypes(), 200);
    })
    .openapi(test, async (c) => {
      const asked = c.req.valid("json");
      const { organizationId } = membershipFor(c, asked.organizationId);
      const inForce = await readGuardrailsInForce(db, organizationId, asked.projectId);
      return c.json({ test: tryGuardrails(asked.guardrails ?? inForce, asked, monotonic) }, 200);
    });
}
