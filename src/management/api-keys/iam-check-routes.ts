import { createRoute, z } from "@hono/zod-openapi";
import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database, IamRule, ProjectMode } from "../../store/sql/schema.ts";
import { type Access, membershipIn } from "../auth/access.ts";
import { id } from "../http/fields.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { findProject } from "../projects/queries.ts";
import { iamRules } from "./iam-rule.ts";

const question = z
  .strictObject({
    projectId: id.openapi({ description: "Whose connections count" }),
    iam: iamRules.openapi({ description: "The rules to try; they need not be any key's" }),
  })
  .openapi("IamCheck");

const access = z
  .object({
    model: z.string().openapi({ example: "openai/gpt-4o-mini" }),
    connected: z.boolean().openapi({ description: "Whether the project has a key of its provider" }),
    allowed: z.boolean(),
    rule: z.string().nullable().openapi({ description: "The rule that stands in the way" }),
  })
  .openapi("ModelAccess");

const answer = z.object({ iamCheck: z.object({ models: z.array(access) }) }).openapi("IamCheckAnswer");

/** Holds the catalogue against rules, as the data plane would. */
export type CheckIam = (
  rules: readonly IamRule[] | null,
  project: { readonly organizationId: string; readonly projectId: string; readonly projectMode: ProjectMode },
) => readonly z.output<typeof access>[];

/** What rules would allow, before any key has them. */
export function iamCheckRoutes(options: {
  readonly db: Kysely<Database>;
  readonly access: Access;
  readonly checkIam: CheckIam;
}): Router {
  const { db, checkIam } = options;
  const route = createRoute({
    method: "post",
    path: "/api-keys/iam-check",
    tags: ["api-keys"],
    summary: "Which models of the catalogue IAM rules would allow",
    description: "Nothing is stored. Routing preferences and residency are not asked, only the rules.",
    security: SESSION,
    middleware: options.access.requireRole("viewer", { scope: "api-keys:read" }),
    request: jsonBody(question),
    responses: jsonAnswer("Every model of the catalogue", answer, [400, 401, 403, 404, 415]),
  });
  return newRouter().openapi(route, async (c) => {
    const { projectId, iam } = c.req.valid("json");
    const own = c.var.principal.memberships.map((each) => each.organizationId);
    const project = await findProject(db, own, projectId);
    if (project === null) throw fail("not_found", { message: "There is no such project.", param: "projectId" });
    const { organizationId } = membershipIn(c, project.organization_id);
    const models = checkIam(iam as readonly IamRule[] | null, { organizationId, projectId, projectMode: project.mode });
    return c.json({ iamCheck: { models: [...models] } }, 200);
  });
}
