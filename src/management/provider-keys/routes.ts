import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { fail } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipFor, membershipIn, userIdOf } from "../auth/access.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { createRateBound } from "../http/rate-bound.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { deleteProviderKey, noSuchKey, patchProviderKey } from "./change-provider-key.ts";
import { createProviderKey } from "./create-provider-key.ts";
import type { ProviderKeyDeps } from "./deps.ts";
import { PROVIDER_VIEWS, providersAnswer } from "./providers.ts";
import { findProviderKey, listProviderKeys, type ProviderKeyRow, toProviderKey } from "./queries.ts";
import {
  newProviderKey,
  providerKeyAnswer,
  providerKeyPatch,
  providerKeysAnswer,
  providerKeysQuery,
  providerKeyTestAnswer,
} from "./schema.ts";
import { testProviderKey } from "./test-provider-key.ts";

export interface ProviderKeyRoutesOptions extends ProviderKeyDeps {
  readonly access: Access;
}

const TESTS_A_MINUTE = 30;

/** Organizations' own keys of providers. Viewers see that they exist, admins change and test them. */
export function providerKeyRoutes({ access, ...deps }: ProviderKeyRoutesOptions): Router {
  const routes = describeRoutes(access);
  const { db, clock } = deps;
  const tests = createRateBound({ clock, countMax: TESTS_A_MINUTE, windowMs: 60_000 });

  return newRouter()
    .openapi(routes.create, async (c) => {
      const input = c.req.valid("json");
      const { organizationId } = membershipFor(c, input.organizationId);
      const who = { facts: auditFacts(c), userId: userIdOf(c.var.principal) };
      return c.json({ providerKey: toProviderKey(await createProviderKey(deps, organizationId, input, who)) }, 201);
    })
    .openapi(routes.list, async (c) => {
      const query = c.req.valid("query");
      const { organizationId } = query;
      const memberships = organizationId === undefined ? c.var.allowed : [membershipIn(c, organizationId)];
      const organizationIds = memberships.map((each) => each.organizationId);
      return c.json(await listProviderKeys(db, organizationIds, query), 200);
    })
    .openapi(routes.read, async (c) => {
      return c.json({ providerKey: toProviderKey(await requireKey(c, db, c.req.valid("param").id)) }, 200);
    })
    .openapi(routes.patch, async (c) => {
      const { id, organization_id: organizationId } = await requireKey(c, db, c.req.valid("param").id);
      const row = await patchProviderKey(deps, { organizationId, id }, c.req.valid("json"), auditFacts(c));
      return c.json({ providerKey: toProviderKey(row) }, 200);
    })
    .openapi(routes.remove, async (c) => {
      const { id, organization_id: organizationId } = await requireKey(c, db, c.req.valid("param").id);
      await deleteProviderKey(deps, { organizationId, id }, auditFacts(c));
      return c.json({ success: true as const }, 200);
    })
    .openapi(routes.test, async (c) => {
      const row = await requireKey(c, db, c.req.valid("param").id);
      if (tests.take(row.organization_id) === null) {
        const message = `An organization can make ${TESTS_A_MINUTE} tests a minute. Try again shortly.`;
        throw fail("rate_limit_exceeded", { message, retryAfterSeconds: 60 });
      }
      const { testedAt, ...test } = await testProviderKey(deps, row, auditFacts(c));
      return c.json({ test: { ...test, testedAt: testedAt.toISOString() } }, 200);
    })
    .openapi(routes.providers, (c) => c.json({ providers: [...PROVIDER_VIEWS], nextCursor: null }, 200));
}

function describeRoutes(access: Access) {
  const common = { tags: ["provider-keys"], security: SESSION };
  const one = { ...common, path: "/provider-keys/{id}" } as const;
  const readers = access.requireRole("viewer", { scope: "provider-keys:read" });
  const writers = access.requireRole("admin", { scope: "provider-keys:write" });
  const all = [400, 401, 403, 404];
  return {
    create: createRoute({
      ...common,
      method: "post",
      path: "/provider-keys",
      summary: "Connect a provider with a key of one's own",
      middleware: writers,
      request: jsonBody(newProviderKey),
      responses: createdAnswer("The new connection", providerKeyAnswer, [...all, 409, 415]),
    }),
    list: createRoute({
      ...common,
      method: "get",
      path: "/provider-keys",
      summary: "List connections, newest first",
      middleware: readers,
      request: { query: providerKeysQuery },
      responses: jsonAnswer("A page", providerKeysAnswer, all),
    }),
    read: createRoute({
      ...one,
      method: "get",
      summary: "One connection",
      middleware: readers,
      request: { params: idParams },
      responses: jsonAnswer("The connection", providerKeyAnswer, all),
    }),
    patch: createRoute({
      ...one,
      method: "patch",
      summary: "Change some of a connection's fields",
      middleware: writers,
      request: { params: idParams, ...jsonBody(providerKeyPatch) },
      responses: jsonAnswer("The connection after the change", providerKeyAnswer, [...all, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Delete a connection and its secrets, for good",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("The connection is deleted", doneAnswer, all),
    }),
    test: createRoute({
      ...common,
      method: "post",
      path: "/provider-keys/{id}/test",
      summary: "Try a connection with a real, cheap call",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("What was found", providerKeyTestAnswer, [...all, 409, 429]),
    }),
    providers: createRoute({
      ...common,
      method: "get",
      path: "/providers",
      tags: ["providers"],
      summary: "Every provider, with the fields of its credential",
      middleware: readers,
      responses: jsonAnswer("All providers", providersAnswer, [401, 403]),
    }),
  };
}

/** The connection; 404 for those of other organizations, 403 where the caller's role is too low. */
async function requireKey(c: Context<ManagementEnv>, db: ProviderKeyDeps["db"], id: string): Promise<ProviderKeyRow> {
  const own = c.var.principal.memberships.map((each) => each.organizationId);
  const row = await findProviderKey(db, own, id);
  if (row === null) throw noSuchKey();
  membershipIn(c, row.organization_id);
  return row;
}
