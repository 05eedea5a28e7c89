import { createRoute } from "@hono/zod-openapi";
import { auditFacts } from "../audit/facts.ts";
import { doneAnswer } from "../http/fields.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { readOrganizations } from "../organizations/queries.ts";
import { type Access, userOf } from "./access.ts";
import type { AuthContext } from "./context.ts";
import { changeMe, readMe } from "./me.ts";
import { changePassword, confirmPasswordReset, requestPasswordReset } from "./password.ts";
import { meAnswer, mePatch, passwordBody, resetBody, resetConfirmBody, userAnswer } from "./schema.ts";

/** Who one is, and one's password. */
export function accountRoutes({ access, context }: { readonly access: Access; readonly context: AuthContext }): Router {
  const routes = describeRoutes(access);
  return newRouter()
    .openapi(routes.me, async (c) => {
      const { user, memberships, ssoRequired } = userOf(c);
      const organizations = [...(await readOrganizations(context.db, memberships))];
      const shown = { ...user, ...(await readMe(context.db, user.id)) };
      return c.json({ user: shown, memberships: [...memberships], organizations, ssoRequired: [...ssoRequired] }, 200);
    })
    .openapi(routes.patch, async (c) => {
      const user = await changeMe(context, userOf(c), c.req.valid("json"), auditFacts(c));
      return c.json({ user }, 200);
    })
    .openapi(routes.password, async (c) => {
      await changePassword(context, userOf(c), c.req.valid("json"), auditFacts(c));
      return c.json({ success: true as const }, 200);
    })
    .openapi(routes.reset, async (c) => {
      await requestPasswordReset(context, c.req.valid("json").email, auditFacts(c));
      return c.json({ success: true as const }, 202);
    })
    .openapi(routes.resetConfirm, async (c) => {
      await confirmPasswordReset(context, c.req.valid("json"), auditFacts(c));
      return c.json({ success: true as const }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["auth"] };
  const own = { ...common, security: SESSION, middleware: access.requireAccount };
  const { 200: accepted, ...resetRefusals } = jsonAnswer(
    "A mail follows, if the email has an account",
    doneAnswer,
    [400, 409, 415, 429],
  );
  return {
    me: createRoute({
      ...common,
      security: SESSION,
      method: "get",
      path: "/auth/me",
      summary: "The signed-in user and their organizations",
      middleware: access.requireUser,
      responses: jsonAnswer("The user", meAnswer, [401, 403]),
    }),
    patch: createRoute({
      ...own,
      method: "patch",
      path: "/auth/me",
      summary: "Change one's name, or with the password one's email",
      request: jsonBody(mePatch),
      responses: jsonAnswer("The user after the change", userAnswer, [400, 401, 403, 409, 415, 429]),
    }),
    password: createRoute({
      ...own,
      method: "post",
      path: "/auth/password",
      summary: "Change one's password; one's other sessions end",
      request: jsonBody(passwordBody),
      responses: jsonAnswer("The password is changed", doneAnswer, [400, 401, 403, 415, 429]),
    }),
    reset: createRoute({
      ...common,
      method: "post",
      path: "/auth/password-reset",
      summary: "Ask for a mail with which to set a new password",
      request: jsonBody(resetBody),
      responses: { ...resetRefusals, 202: accepted },
    }),
    resetConfirm: createRoute({
      ...common,
      method: "post",
      path: "/auth/password-reset/confirm",
      summary: "Set a new password with the token of the mail; all sessions end",
      request: jsonBody(resetConfirmBody),
      responses: jsonAnswer("The password is set", doneAnswer, [400, 404, 415, 429]),
    }),
  };
}
