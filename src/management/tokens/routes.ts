import { createRoute } from "@hono/zod-openapi";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipIn, userOf } from "../auth/access.ts";
import type { AuthContext } from "../auth/context.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { mintedAnswer, newToken, tokenParams, tokensAnswer, tokensQuery } from "./schema.ts";
import { createToken, listTokens, revokeToken } from "./service.ts";

/** Organizations' tokens for automation. No token makes, sees or revokes tokens. */
export function tokenRoutes({ access, context }: { readonly access: Access; readonly context: AuthContext }): Router {
  const routes = describeRoutes(access);
  return newRouter()
    .openapi(routes.list, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      return c.json(await listTokens(context, organizationId, c.req.valid("query")), 200);
    })
    .openapi(routes.create, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      const place = { organizationId, principal: userOf(c) };
      return c.json(await createToken(context, place, c.req.valid("json"), auditFacts(c)), 201);
    })
    .openapi(routes.revoke, async (c) => {
      const { id, tokenId } = c.req.valid("param");
      const { organizationId } = membershipIn(c, id);
      await revokeToken(context, { organizationId, tokenId, principal: userOf(c) }, auditFacts(c));
      return c.json({ success: true as const }, 200);
    });
}

function describeRoutes(access: Access) {
  const middleware = access.requireRole("admin", { usersOnly: true });
  const common = { tags: ["organization tokens"], security: SESSION, middleware };
  const path = "/organizations/{id}/tokens";
  return {
    list: createRoute({
      ...common,
      method: "get",
      path,
      summary: "List tokens that are not revoked, newest first",
      request: { params: idParams, query: tokensQuery },
      responses: jsonAnswer("A page", tokensAnswer, [400, 401, 403, 404]),
    }),
    create: createRoute({
      ...common,
      method: "post",
      path,
      summary: "Make a token for automation",
      request: { params: idParams, ...jsonBody(newToken) },
      responses: createdAnswer("The token and its secret", mintedAnswer, [400, 401, 403, 404, 409, 415]),
    }),
    revoke: createRoute({
      ...common,
      method: "delete",
      path: "/organizations/{id}/tokens/{tokenId}",
      summary: "Revoke a token",
      request: { params: tokenParams },
      responses: jsonAnswer("The token is revoked", doneAnswer, [400, 401, 403, 404]),
    }),
  };
}
