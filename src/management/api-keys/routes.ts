import { createRoute } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { fail } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipIn, userIdOf } from "../auth/access.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { findProject } from "../projects/queries.ts";
import {
  type ApiKeyDeps,
  type ApiKeyPlace,
  createApiKey,
  deleteApiKey,
  patchApiKey,
  rotateApiKey,
} from "./change-api-key.ts";
import { type ApiKeyRow, findApiKey, listApiKeys, toApiKey } from "./queries.ts";
import {
  apiKeyAnswer,
  apiKeyPatch,
  apiKeysAnswer,
  apiKeysQuery,
  newApiKey,
  rotatedAnswer,
  rotation,
  secretAnswer,
} from "./schema.ts";

export interface ApiKeyRoutesOptions extends ApiKeyDeps {
  readonly access: Access;
}

/** Keys that requests are made with. Viewers read, developers change. */
export function apiKeyRoutes({ access, ...deps }: ApiKeyRoutesOptions): Router {
  const routes = describeRoutes(access);
  const { db } = deps;
  const placeOf = async (c: Context<ManagementEnv>, keyId: string): Promise<ApiKeyPlace> => {
    const { organization_id } = await requireApiKey(c, db, keyId);
    return { organizationId: organization_id, keyId };
  };

  return newRouter()
    .openapi(routes.create, async (c) => {
      const input = c.req.valid("json");
      const project = await findProject(db, memberOf(c), input.projectId);
      if (project === null) throw fail("not_found", { message: "There is no such project.", param: "projectId" });
      const { organizationId } = membershipIn(c, project.organization_id);
      const place = { organizationId, createdBy: userIdOf(c.var.principal) };
      const { row, key } = await createApiKey(deps, place, input, auditFacts(c));
      return c.json({ apiKey: toApiKey(row), key }, 201);
    })
    .openapi(routes.list, async (c) => {
      const query = c.req.valid("query");
      const { organizationId } = query;
      const memberships = organizationId === undefined ? c.var.allowed : [membershipIn(c, organizationId)];
      const organizationIds = memberships.map((each) => each.organizationId);
      return c.json(await listApiKeys(db, organizationIds, query), 200);
    })
    .openapi(routes.read, async (c) => {
      return c.json({ apiKey: toApiKey(await requireApiKey(c, db, c.req.valid("param").id)) }, 200);
    })
    .openapi(routes.patch, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      return c.json({ apiKey: toApiKey(await patchApiKey(deps, place, c.req.valid("json"), auditFacts(c))) }, 200);
    })
    .openapi(routes.rotate, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      const { overlapSeconds } = rotation.parse(c.req.valid("json") ?? {});
      const { row, key, previousValidUntil } = await rotateApiKey(deps, place, overlapSeconds, auditFacts(c));
      return c.json({ apiKey: toApiKey(row), key, previousValidUntil: previousValidUntil.toISOString() }, 200);
    })
    .openapi(routes.remove, async (c) => {
      await deleteApiKey(deps, await placeOf(c, c.req.valid("param").id), auditFacts(c));
      return c.json({ success: true as const }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["api-keys"], security: SESSION };
  const one = { ...common, path: "/api-keys/{id}" } as const;
  const readers = access.requireRole("viewer", { scope: "api-keys:read" });
  const writers = access.requireRole("developer", { scope: "api-keys:write" });
  const all = [400, 401, 403, 404];
  return {
    create: createRoute({
      ...common,
      method: "post",
      path: "/api-keys",
      summary: "Create an API key; its secret is shown this once",
      middleware: writers,
      request: jsonBody(newApiKey),
      responses: createdAnswer("The new key and its secret", secretAnswer, [...all, 410, 415]),
    }),
    list: createRoute({
      ...common,
      method: "get",
      path: "/api-keys",
      summary: "List API keys, newest first",
      middleware: readers,
      request: { query: apiKeysQuery },
      responses: jsonAnswer("A page", apiKeysAnswer, all),
    }),
    read: createRoute({
      ...one,
      method: "get",
      summary: "One API key and what it has used",
      middleware: readers,
      request: { params: idParams },
      responses: jsonAnswer("The key", apiKeyAnswer, all),
    }),
    patch: createRoute({
      ...one,
      method: "patch",
      summary: "Change some of a key's fields, disable it, enable it",
      middleware: writers,
      request: { params: idParams, ...jsonBody(apiKeyPatch) },
      responses: jsonAnswer("The key after the change", apiKeyAnswer, [...all, 409, 415]),
    }),
    rotate: createRoute({
      ...common,
      method: "post",
      path: "/api-keys/{id}/rotate",
      summary: "Give a key a new secret; the old one works until the overlap ends",
      middleware: [writers, allowNoBody],
      request: { params: idParams, body: { content: { "application/json": { schema: rotation } } } },
      responses: jsonAnswer("The key and its new secret", rotatedAnswer, [...all, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Revoke a key for good",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("The key is revoked", doneAnswer, all),
    }),
  };
}

/** Clients that call everything JSON may still send nothing. */
const allowNoBody: MiddlewareHandler<ManagementEnv> = async (c, next) => {
  if (c.req.raw.body === null) c.req.raw.headers.delete("content-type");
  await next();
};

/** The organizations whose objects exist for the caller. */
function memberOf(c: Context<ManagementEnv>): readonly string[] {
  return c.var.principal.memberships.map((each) => each.organizationId);
}

/** The key; 404 for those of other organizations, 403 where the caller's role is too low. */
async function requireApiKey(c: Context<ManagementEnv>, db: ApiKeyDeps["db"], keyId: string): Promise<ApiKeyRow> {
  const row = await findApiKey(db, memberOf(c), keyId);
  if (row === null) throw fail("not_found", { message: "There is no such API key." });
  membershipIn(c, row.organization_id);
  return row;
}
