import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { fail } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import { doneAnswer } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { hasConnection } from "../sso/connection.ts";
import { type Access, userOf } from "./access.ts";
import type { AuthContext } from "./context.ts";
import { endOwnSessions } from "./own-sessions.ts";
import { register } from "./register.ts";
import {
  endedAnswer,
  loginAnswer,
  loginBody,
  optionsAnswer,
  registerBody,
  sessionParams,
  sessionsAnswer,
} from "./schema.ts";
import { sessionCookie } from "./session-cookie.ts";
import { listSessions } from "./sessions.ts";
import { type SignedIn, signIn } from "./sign-in.ts";

/** Signing in and out, and one's sessions. */
export function sessionRoutes({ access, context }: { readonly access: Access; readonly context: AuthContext }): Router {
  const routes = describeRoutes(access);
  const { config, clock, db } = context;
  const cookie = sessionCookie(config.publicUrl);
  const begun = (c: Context<ManagementEnv>, { token, expiresAt, user }: SignedIn) => {
    c.header("set-cookie", cookie.keep(token));
    return { token, expiresAt: expiresAt.toISOString(), user };
  };

  return newRouter()
    .openapi(routes.options, async (c) => {
      const { registration, organizationCreation, mailer } = config;
      const singleSignOn = await hasConnection(db);
      return c.json({ registration, organizationCreation, passwordResetByMail: mailer !== null, singleSignOn }, 200);
    })
    .openapi(routes.register, async (c) => {
      return c.json(begun(c, await register(context, c.req.valid("json"), auditFacts(c))), 201);
    })
    .openapi(routes.login, async (c) => {
      const replaces = cookie.read(c.req.header("cookie"));
      const session = await signIn(context, { ...c.req.valid("json"), replaces }, auditFacts(c));
      return c.json(begun(c, session), 200);
    })
    .openapi(routes.logout, async (c) => {
      const principal = userOf(c);
      await endOwnSessions(context, principal, { only: principal.sessionId, action: "auth.logout" }, auditFacts(c));
      c.header("set-cookie", cookie.clear);
      return c.json({ success: true as const }, 200);
    })
    .openapi(routes.list, async (c) => {
      const { user, sessionId } = userOf(c);
      const sessions = (await listSessions(db, user.id, new Date(clock.now()))).map((each) => ({
        ...each,
        current: each.id === sessionId,
        createdAt: each.createdAt.toISOString(),
        lastUsedAt: each.lastUsedAt.toISOString(),
        expiresAt: each.expiresAt.toISOString(),
      }));
      return c.json({ sessions, nextCursor: null }, 200);
    })
    .openapi(routes.end, async (c) => {
      const choice = { only: c.req.valid("param").id, action: "auth.session.revoke" } as const;
      const ended = await endOwnSessions(context, userOf(c), choice, auditFacts(c));
      if (ended === 0) throw fail("not_found", { message: "You have no such session." });
      return c.json({ success: true as const }, 200);
    })
    .openapi(routes.endOthers, async (c) => {
      const principal = userOf(c);
      const choice = { but: principal.sessionId, action: "auth.session.revoke" } as const;
      const ended = await endOwnSessions(context, principal, choice, auditFacts(c));
      return c.json({ success: true as const, ended }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["auth"] };
  const own = { ...common, security: SESSION, middleware: access.requireAccount };
  return {
    options: createRoute({
      ...common,
      method: "get",
      path: "/auth/options",
      summary: "Ways to get an account here",
      responses: jsonAnswer("What the operator allows", optionsAnswer, []),
    }),
    register: createRoute({
      ...common,
      method: "post",
      path: "/auth/register",
      summary: "Make an account, where the operator allows it or with an invitation",
      request: jsonBody(registerBody),
      responses: createdAnswer("The session of the new user", loginAnswer, [400, 403, 404, 409, 415, 429]),
    }),
    login: createRoute({
      ...common,
      method: "post",
      path: "/auth/login",
      summary: "Sign in with email and password, and a code where the second factor is on",
      request: jsonBody(loginBody),
      responses: jsonAnswer("The session", loginAnswer, [400, 401, 415, 429]),
    }),
    logout: createRoute({
      ...common,
      security: SESSION,
      method: "post",
      path: "/auth/logout",
      summary: "End the session",
      middleware: access.requireUser,
      responses: jsonAnswer("The session has ended", doneAnswer, [401, 403]),
    }),
    list: createRoute({
      ...own,
      method: "get",
      path: "/auth/sessions",
      summary: "One's sessions, newest first",
      responses: jsonAnswer("All of them", sessionsAnswer, [401, 403]),
    }),
    end: createRoute({
      ...own,
      method: "delete",
      path: "/auth/sessions/{id}",
      summary: "End one of one's sessions",
      request: { params: sessionParams },
      responses: jsonAnswer("The session has ended", doneAnswer, [400, 401, 403, 404]),
    }),
    endOthers: createRoute({
      ...own,
      method: "delete",
      path: "/auth/sessions",
      summary: "End all of one's sessions but this one",
      responses: jsonAnswer("They have ended", endedAnswer, [401, 403]),
    }),
  };
}
