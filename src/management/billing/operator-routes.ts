import { createRoute } from "@hono/zod-openapi";
import { auditFacts } from "../audit/facts.ts";
import type { Access } from "../auth/access.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { readBilling } from "./account.ts";
import type { BillingDeps } from "./deps.ts";
import { changeCreditLine, changePlan, grantCredits, refundCredits, requireOperator } from "./operator.ts";
import { billingAnswer, creditLinePatch, newGrant, newRefund, planPatch, transactionAnswer } from "./schema.ts";
import { toTransaction } from "./transactions.ts";

/** What the operator does for any organization: an owner of the gateway's first one. */
export function operatorRoutes(deps: BillingDeps): Router {
  const { db } = deps;
  const routes = describeRoutes(deps.access);

  return newRouter()
    .openapi(routes.grant, async (c) => {
      await requireOperator(c, db);
      const row = await grantCredits(deps, c.req.valid("json"), auditFacts(c));
      return c.json({ transaction: toTransaction(row) }, 201);
    })
    .openapi(routes.refund, async (c) => {
      await requireOperator(c, db);
      const row = await refundCredits(deps, c.req.valid("json"), auditFacts(c));
      return c.json({ transaction: toTransaction(row) }, 201);
    })
    .openapi(routes.line, async (c) => {
      await requireOperator(c, db);
      const { organizationId, lineUsd: lineNanos } = c.req.valid("json");
      await changeCreditLine(deps, { organizationId, lineNanos }, auditFacts(c));
      return c.json({ billing: await readBilling(deps, organizationId) }, 200);
    })
    .openapi(routes.plan, async (c) => {
      await requireOperator(c, db);
      const { organizationId, plan } = c.req.valid("json");
      await changePlan(deps, { organizationId, plan }, auditFacts(c));
      return c.json({ billing: await readBilling(deps, organizationId) }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = {
    tags: ["billing"],
    security: SESSION,
    middleware: access.requireRole("owner", { scope: "billing:write" }),
  };
  const refusals = [400, 401, 403, 404, 409, 415];
  return {
    grant: createRoute({
      ...common,
      method: "post",
      path: "/billing/grants",
      summary: "Give an organization credits; for the operator",
      request: jsonBody(newGrant),
      responses: createdAnswer("What was booked", transactionAnswer, refusals),
    }),
    refund: createRoute({
      ...common,
      method: "post",
      path: "/billing/refunds",
      summary: "Pay back a top-up, or book what was paid back elsewhere; for the operator",
      request: jsonBody(newRefund),
      responses: createdAnswer("What was booked", transactionAnswer, [...refusals, 503]),
    }),
    line: createRoute({
      ...common,
      method: "patch",
      path: "/billing/credit-line",
      summary: "Set how far an organization's balance may go below 0; for the operator",
      request: jsonBody(creditLinePatch),
      responses: jsonAnswer("The credits after the change", billingAnswer, refusals),
    }),
    plan: createRoute({
      ...common,
      method: "patch",
      path: "/billing/plan",
      summary: "Put an organization on a plan; for the operator",
      request: jsonBody(planPatch),
      responses: jsonAnswer("The credits after the change", billingAnswer, refusals),
    }),
  };
}
