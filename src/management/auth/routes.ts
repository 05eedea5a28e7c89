import { createRoute } from "@hono/zod-openapi";
import { fail } from "../../errors/gateway-error.ts";
import type { Clock } from "../../store/clock.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { Access } from "./access.ts";
import type { Identity } from "./identity.ts";
import { createLoginLimiter } from "./login-limiter.ts";
import { loginAnswer, loginBody, logoutAnswer, meAnswer } from "./schema.ts";

export interface AuthRoutesOptions {
  readonly identity: Identity;
  readonly access: Access;
  readonly clock: Clock;
}

const login = createRoute({
  method: "post",
  path: "/auth/login",
  tags: ["auth"],
  summary: "Sign in with email and password",
  request: jsonBody(loginBody),
  responses: jsonAnswer("The session", loginAnswer, [400, 401, 415, 429]),
});

/** Signing in and out, and who one is. */
export function authRoutes({ identity, access, clock }: AuthRoutesOptions): Router {
  const limiter = createLoginLimiter(clock);
  const logout = createRoute({
    method: "post",
    path: "/auth/logout",
    tags: ["auth"],
    summary: "End the session",
    security: SESSION,
    middleware: [access.requireUser] as const,
    responses: jsonAnswer("The session has ended", logoutAnswer, [401]),
  });
  const me = createRoute({
    method: "get",
    path: "/auth/me",
    tags: ["auth"],
    summary: "The signed-in user and their organizations",
    security: SESSION,
    middleware: [access.requireUser] as const,
    responses: jsonAnswer("The user", meAnswer, [401]),
  });

  return newRouter()
    .openapi(login, async (c) => {
      const { email, password } = c.req.valid("json");
      const clientIp = c.env?.clientIp ?? null;
      const waitSeconds = limiter.begin(email, clientIp);
      if (waitSeconds !== null) {
        const message = `Too many failed attempts. Try again in ${waitSeconds} s.`;
        throw fail("rate_limit_exceeded", { message, retryAfterSeconds: waitSeconds });
      }
      const facts = { clientIp, userAgent: c.req.header("user-agent") ?? null };
      const session = await identity.signIn(email, password, facts);
      if (session === null) throw fail("invalid_credentials");
      limiter.succeeded(email, clientIp);
      const { token, expiresAt, user } = session;
      return c.json({ token, expiresAt: expiresAt.toISOString(), user }, 200);
    })
    .openapi(logout, async (c) => {
      await identity.signOut(c.var.principal.token);
      return c.json({ success: true as const }, 200);
    })
    .openapi(me, (c) => {
      const { user, memberships } = c.var.principal;
      return c.json({ user, memberships: [...memberships] }, 200);
    });
}
