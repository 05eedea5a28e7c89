import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { addressBlock } from "../../address-block.ts";
import { fail, type GatewayError, isGatewayError } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipIn } from "../auth/access.ts";
import type { AuthContext } from "../auth/context.ts";
import { sessionCookie } from "../auth/session-cookie.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { createRateBound } from "../http/rate-bound.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { deleteConnection, noSso, putConnection } from "./configure.ts";
import { callbackUrlOf, clientOf, connectionForEmail, findConnection, toSsoView } from "./connection.ts";
import { createProvider, ssoFailed } from "./provider.ts";
import { ssoAnswer, ssoPut, startQuery } from "./schema.ts";
import { signInBySso } from "./sign-in.ts";
import { type SsoState, stateCookie } from "./state-cookie.ts";

const MINUTE_MS = 60_000;
/** Sign-ins that one address may begin in a minute; an office has one address. */
const STARTS_MAX = 120;

/** Single sign-on: an organization's identity provider, and signing in by it. */
export function ssoRoutes({ access, context }: { readonly access: Access; readonly context: AuthContext }): Router {
  const routes = describeRoutes(access);
  const { config, clock, db, audit } = context;
  const { publicUrl, masterKeys } = config;
  const provider = createProvider(config.sso, clock);
  const starts = createRateBound({ clock, countMax: STARTS_MAX, windowMs: MINUTE_MS });
  const cookie = sessionCookie(publicUrl);
  const states = stateCookie(publicUrl, masterKeys);

  /** Signs in by what the provider sent; its own refusals are written down. */
  const arrive = async (c: Context<ManagementEnv>, state: SsoState) => {
    const { organizationId, issuer } = state;
    try {
      const connection = await findConnection(db, organizationId);
      if (connection === null || connection.issuer !== issuer) throw noSso();
      const callback = new URL(`${callbackUrlOf(publicUrl)}${new URL(c.req.url).search}`);
      const claims = await provider.finish(clientOf(masterKeys, connection), callback, state);
      const replaces = cookie.read(c.req.header("cookie"));
      return await signInBySso(context, { organizationId, issuer, claims, replaces }, auditFacts(c));
    } catch (error) {
      const event = { organizationId, action: "auth.sso.login", outcome: "failure", target: null } as const;
      if (isGatewayError(error)) await audit.record({ ...auditFacts(c), ...event, after: { reason: error.message } });
      throw error;
    }
  };

  return newRouter()
    .openapi(routes.read, async (c) => {
      const connection = await findConnection(db, membershipIn(c, c.req.valid("param").id).organizationId);
      if (connection === null) throw fail("not_found", { message: "This organization has no single sign-on." });
      return c.json({ sso: toSsoView(connection, publicUrl) }, 200);
    })
    .openapi(routes.put, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      const place = { organizationId, principal: c.var.principal };
      const connection = await putConnection({ ...context, provider }, place, c.req.valid("json"), auditFacts(c));
      return c.json({ sso: toSsoView(connection, publicUrl) }, 200);
    })
    .openapi(routes.remove, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      await deleteConnection(context, { organizationId, principal: c.var.principal }, auditFacts(c));
      return c.json({ success: true as const }, 200);
    })
    .openapi(routes.start, async (c) => {
      if (starts.take(addressBlock(c.env?.clientIp ?? null)) === null) throw fail("rate_limit_exceeded");
      const { organization, email, returnTo } = c.req.valid("query");
      const found = await (organization === undefined
        ? connectionForEmail(db, email ?? "")
        : findConnection(db, organization));
      if (found === null) throw noSso();
      const { organization_id: organizationId, issuer } = found;
      const { url, ...challenge } = await provider.begin(
        clientOf(masterKeys, found),
        callbackUrlOf(publicUrl),
        email ?? null,
      );
      c.header("set-cookie", states.keep({ ...challenge, organizationId, issuer, returnTo }, clock.now()));
      return c.redirect(url, 302);
    })
    .openapi(routes.callback, async (c) => {
      const state = states.read(c.req.header("cookie"), clock.now());
      try {
        if (state === null) throw ssoFailed("it was not begun in this browser, or more than ten minutes ago");
        const session = await arrive(c, state);
        c.header("set-cookie", states.clear);
        c.header("set-cookie", cookie.keep(session.token), { append: true });
        return c.redirect(state.returnTo, 302);
      } catch (error) {
        return forBrowser(c, error);
      }
    });
}

/** A browser is sent to the page where one signs in, with the error's code; programs get the error itself. */
function forBrowser(c: Context<ManagementEnv>, error: unknown): Response {
  const html = (c.req.header("accept") ?? "").includes("text/html");
  if (!html || !isGatewayError(error) || (error as GatewayError).status >= 500) throw error;
  return c.redirect(`/dashboard/login?error=${error.code}`, 302);
}

function describeRoutes(access: Access) {
  const open = { tags: ["single sign-on"] };
  const common = { ...open, security: SESSION };
  const one = { ...common, path: "/organizations/{id}/sso" } as const;
  const params = { params: idParams };
  const redirect = { description: "To the next page" };
  const { 200: _started, ...startRefusals } = jsonAnswer("", doneAnswer, [400, 401, 404, 429]);
  const { 200: _called, ...callbackRefusals } = jsonAnswer("", doneAnswer, [401, 403, 404, 409]);
  return {
    read: createRoute({
      ...one,
      method: "get",
      summary: "The organization's identity provider",
      middleware: access.requireRole("admin", { scope: "settings:read" }),
      request: params,
      responses: jsonAnswer("The provider", ssoAnswer, [400, 401, 403, 404]),
    }),
    put: createRoute({
      ...one,
      method: "put",
      summary: "Set the organization's identity provider; for owners",
      middleware: access.requireRole("owner", { usersOnly: true }),
      request: { ...params, ...jsonBody(ssoPut) },
      responses: jsonAnswer("The provider", ssoAnswer, [400, 401, 403, 404, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "End the organization's single sign-on; for owners",
      middleware: access.requireRole("owner", { usersOnly: true }),
      request: params,
      responses: jsonAnswer("It has ended", doneAnswer, [400, 401, 403, 404]),
    }),
    start: createRoute({
      ...open,
      method: "get",
      path: "/auth/sso/start",
      summary: "Begin to sign in by an organization's identity provider",
      request: { query: startQuery },
      responses: { ...startRefusals, 302: redirect },
    }),
    callback: createRoute({
      ...open,
      method: "get",
      path: "/auth/sso/callback",
      summary: "Where the identity provider sends the browser back to",
      responses: { ...callbackRefusals, 302: redirect },
    }),
  };
}
