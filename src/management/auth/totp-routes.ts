import { createRoute } from "@hono/zod-openapi";
import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import { auditFacts } from "../audit/facts.ts";
import { doneAnswer } from "../http/fields.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { type Access, userOf } from "./access.ts";
import { withProof } from "./confirm-identity.ts";
import { confirmSecondFactor } from "./confirm-second-factor.ts";
import { type AuthContext, as, type RequestFacts } from "./context.ts";
import { notify } from "./notify.ts";
import { onlyOrganizationOf, type UserPrincipal, userActor } from "./principal.ts";
import { backupCodesAnswer, totpConfirmBody, totpEnrolAnswer, totpEnrolBody, totpProofBody } from "./schema.ts";
import { enrolTotp, removeTotp, replaceBackupCodes } from "./second-factor.ts";

/** The second factor: codes of an authenticator app (RFC 6238), and backup codes. */
export function totpRoutes({ access, context }: { readonly access: Access; readonly context: AuthContext }): Router {
  const routes = describeRoutes(access);
  const { config, clock } = context;
  return newRouter()
    .openapi(routes.enrol, async (c) => {
      const { user } = userOf(c);
      const { password } = c.req.valid("json");
      const enrolment = await withProof(context, user, { password, facts: auditFacts(c) }, (tx) =>
        enrolTotp(tx, config.masterKeys, user, new Date(clock.now())),
      );
      return c.json(enrolment, 200);
    })
    .openapi(routes.confirm, async (c) => {
      const backupCodes = await confirmSecondFactor(context, userOf(c), c.req.valid("json").code, auditFacts(c));
      return c.json({ backupCodes: [...backupCodes] }, 200);
    })
    .openapi(routes.disable, async (c) => {
      const principal = userOf(c);
      const { user } = principal;
      const facts = auditFacts(c);
      await withProof(context, user, { ...c.req.valid("json"), facts }, async (tx) => {
        if (!(await removeTotp(tx, user.id))) throw isOff();
        await record(context, tx, principal, "auth.totp.disable", facts);
      });
      notify(context, user.email, "Its second factor was turned off");
      return c.json({ success: true as const }, 200);
    })
    .openapi(routes.backupCodes, async (c) => {
      const principal = userOf(c);
      const { user } = principal;
      const facts = auditFacts(c);
      const codes = await withProof(context, user, { ...c.req.valid("json"), facts }, async (tx) => {
        const made = await replaceBackupCodes(tx, user.id);
        await record(context, tx, principal, "auth.totp.backup_codes", facts);
        return made;
      });
      return c.json({ backupCodes: [...codes] }, 200);
    });
}

async function record(
  { audit }: AuthContext,
  tx: Kysely<Database>,
  principal: UserPrincipal,
  action: string,
  facts: RequestFacts,
): Promise<void> {
  const { user } = principal;
  const organizationId = onlyOrganizationOf(principal);
  const target = { kind: "user", id: user.id, label: user.email };
  await audit.record({ ...as(userActor(user), facts), organizationId, action, outcome: "success", target }, tx);
}

function isOff() {
  return fail("conflict", { message: "The second factor is off." });
}

function describeRoutes(access: Access) {
  const common = { tags: ["auth"], security: SESSION, middleware: access.requireAccount };
  const failures = [400, 401, 403, 409, 415, 429];
  return {
    enrol: createRoute({
      ...common,
      method: "post",
      path: "/auth/totp",
      summary: "Begin to turn the second factor on: a secret for an authenticator app",
      request: jsonBody(totpEnrolBody),
      responses: jsonAnswer("The secret; it counts once a code of it is confirmed", totpEnrolAnswer, failures),
    }),
    confirm: createRoute({
      ...common,
      method: "post",
      path: "/auth/totp/confirm",
      summary: "Turn the second factor on with a first code",
      request: jsonBody(totpConfirmBody),
      responses: jsonAnswer("It is on", backupCodesAnswer, failures),
    }),
    disable: createRoute({
      ...common,
      method: "post",
      path: "/auth/totp/disable",
      summary: "Turn the second factor off",
      request: jsonBody(totpProofBody),
      responses: jsonAnswer("It is off", doneAnswer, failures),
    }),
    backupCodes: createRoute({
      ...common,
      method: "post",
      path: "/auth/totp/backup-codes",
      summary: "Replace one's backup codes",
      request: jsonBody(totpProofBody),
      responses: jsonAnswer("The new codes", backupCodesAnswer, failures),
    }),
  };
}
