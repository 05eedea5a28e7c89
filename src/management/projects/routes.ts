import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { fail } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipFor, membershipIn } from "../auth/access.ts";
import { checkGuardrailUrls } from "../guardrails/check-urls.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { archiveProject, deleteProject, type ProjectDeps, type ProjectPlace, patchProject } from "./change-project.ts";
import { createProject } from "./create-project.ts";
import { findProject, listProjects, type ProjectRow, toProject } from "./queries.ts";
import { newProject, projectAnswer, projectPatch, projectsAnswer, projectsQuery } from "./schema.ts";

export interface ProjectRoutesOptions extends ProjectDeps {
  readonly access: Access;
  /** Throws `invalid_parameters` naming `param` for a URL that the gateway must not call. */
  readonly checkUrl: (url: string, param: string) => Promise<unknown>;
}

/** Projects: what keys belong to. Viewers read, admins change, owners delete. */
export function projectRoutes({ access, checkUrl, ...deps }: ProjectRoutesOptions): Router {
  const routes = describeRoutes(access);
  const { db } = deps;

  const placeOf = async (c: Context<ManagementEnv>, projectId: string): Promise<ProjectPlace> => {
    const { organization_id } = await requireProject(c, db, projectId);
    return { organizationId: organization_id, projectId };
  };

  return newRouter()
    .openapi(routes.create, async (c) => {
      const input = c.req.valid("json");
      await checkGuardrailUrls(input.guardrails, checkUrl);
      const { organizationId } = membershipFor(c, input.organizationId);
      return c.json({ project: toProject(await createProject(deps, organizationId, input, auditFacts(c))) }, 201);
    })
    .openapi(routes.list, async (c) => {
      const query = c.req.valid("query");
      const { organizationId } = query;
      const memberships = organizationId === undefined ? c.var.allowed : [membershipIn(c, organizationId)];
      const organizationIds = memberships.map((each) => each.organizationId);
      return c.json(await listProjects(db, organizationIds, query), 200);
    })
    .openapi(routes.read, async (c) => {
      const row = await requireProject(c, db, c.req.valid("param").id);
      return c.json({ project: toProject(row) }, 200);
    })
    .openapi(routes.patch, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      const patch = c.req.valid("json");
      await checkGuardrailUrls(patch.guardrails, checkUrl);
      return c.json({ project: toProject(await patchProject(deps, place, patch, auditFacts(c))) }, 200);
    })
    .openapi(routes.archive, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      return c.json({ project: toProject(await archiveProject(deps, place, "archived", auditFacts(c))) }, 200);
    })
    .openapi(routes.unarchive, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      return c.json({ project: toProject(await archiveProject(deps, place, "active", auditFacts(c))) }, 200);
    })
    .openapi(routes.remove, async (c) => {
      await deleteProject(deps, await placeOf(c, c.req.valid("param").id), auditFacts(c));
      return c.json({ success: true as const }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["projects"], security: SESSION };
  const one = { ...common, path: "/projects/{id}" } as const;
  const readers = access.requireRole("viewer", { scope: "projects:read" });
  const writers = access.requireRole("admin", { scope: "projects:write" });
  const owners = access.requireRole("owner", { scope: "projects:write" });
  const all = [400, 401, 403, 404];
  return {
    create: createRoute({
      ...common,
      method: "post",
      path: "/projects",
      summary: "Create a project",
      middleware: writers,
      request: jsonBody(newProject),
      responses: createdAnswer("The new project", projectAnswer, [...all, 409, 415]),
    }),
    list: createRoute({
      ...common,
      method: "get",
      path: "/projects",
      summary: "List projects, newest first",
      middleware: readers,
      request: { query: projectsQuery },
      responses: jsonAnswer("A page", projectsAnswer, all),
    }),
    read: createRoute({
      ...one,
      method: "get",
      summary: "One project",
      middleware: readers,
      request: { params: idParams },
      responses: jsonAnswer("The project", projectAnswer, all),
    }),
    patch: createRoute({
      ...one,
      method: "patch",
      summary: "Change some of a project's fields",
      middleware: writers,
      request: { params: idParams, ...jsonBody(projectPatch) },
      responses: jsonAnswer("The project after the change", projectAnswer, [...all, 409, 415]),
    }),
    archive: createRoute({
      ...common,
      method: "post",
      path: "/projects/{id}/archive",
      summary: "Archive a project: its requests are answered with 410",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("The archived project", projectAnswer, all),
    }),
    unarchive: createRoute({
      ...common,
      method: "post",
      path: "/projects/{id}/unarchive",
      summary: "Restore an archived project",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("The restored project", projectAnswer, all),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Delete a project, revoke its keys and hide its logs; for owners, and for good",
      middleware: owners,
      request: { params: idParams },
      responses: jsonAnswer("The project is deleted", doneAnswer, all),
    }),
  };
}

/** The project; 404 for those of other organizations, 403 where the caller's role is too low. */
async function requireProject(
  c: Context<ManagementEnv>,
  db: ProjectDeps["db"],
  projectId: string,
): Promise<ProjectRow> {
  const own = c.var.principal.memberships.map((each) => each.organizationId);
  const row = await findProject(db, own, projectId);
  if (row === null) throw fail("not_found", { message: "There is no such project." });
  membershipIn(c, row.organization_id);
  return row;
}
