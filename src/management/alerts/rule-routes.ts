import { createRoute } from "@hono/zod-openapi";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipFor } from "../auth/access.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { listIn } from "./queries.ts";
import type { AlertRoutesOptions } from "./routes.ts";
import { createRule, deleteRule, noSuchRule, patchRule } from "./rules.ts";
import { alertRuleAnswer, alertRulePatch, alertRulesAnswer, listQuery, newAlertRule } from "./schema.ts";
import { organizationsOf, requireIn } from "./scoped.ts";
import { toRule } from "./views.ts";

const missing = noSuchRule;

/** Which events go to which channels. */
export function ruleRoutes({ access, ...deps }: AlertRoutesOptions): Router {
  const routes = describeRoutes(access);
  return newRouter()
    .openapi(routes.create, async (c) => {
      const input = c.req.valid("json");
      const { organizationId } = membershipFor(c, input.organizationId);
      return c.json({ rule: toRule(await createRule(deps, organizationId, input, auditFacts(c))) }, 201);
    })
    .openapi(routes.list, async (c) => {
      const query = c.req.valid("query");
      const { rows, nextCursor } = await listIn(
        deps.db,
        "alert_rules",
        organizationsOf(c, query.organizationId),
        query,
      );
      return c.json({ rules: rows.map(toRule), nextCursor }, 200);
    })
    .openapi(routes.read, async (c) => {
      const { id } = c.req.valid("param");
      return c.json({ rule: toRule(await requireIn(c, deps, "alert_rules", { id, missing })) }, 200);
    })
    .openapi(routes.patch, async (c) => {
      const { id } = c.req.valid("param");
      const { organization_id: organizationId } = await requireIn(c, deps, "alert_rules", { id, missing });
      const row = await patchRule(deps, { organizationId, id }, c.req.valid("json"), auditFacts(c));
      return c.json({ rule: toRule(row) }, 200);
    })
    .openapi(routes.remove, async (c) => {
      const { id } = c.req.valid("param");
      const { organization_id: organizationId } = await requireIn(c, deps, "alert_rules", { id, missing });
      await deleteRule(deps, { organizationId, id }, auditFacts(c));
      return c.json({ success: true as const }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["alerts"], security: SESSION };
  const all = { ...common, path: "/alerts/rules" } as const;
  const one = { ...common, path: "/alerts/rules/{id}" } as const;
  const readers = access.requireRole("viewer", { scope: "settings:read" });
  const writers = access.requireRole("admin", { scope: "settings:write" });
  const refusals = [400, 401, 403, 404];
  return {
    create: createRoute({
      ...all,
      method: "post",
      summary: "Make an alert rule",
      middleware: writers,
      request: jsonBody(newAlertRule),
      responses: createdAnswer("The new rule", alertRuleAnswer, [...refusals, 415]),
    }),
    list: createRoute({
      ...all,
      method: "get",
      summary: "List alert rules, newest first",
      middleware: readers,
      request: { query: listQuery },
      responses: jsonAnswer("A page", alertRulesAnswer, refusals),
    }),
    read: createRoute({
      ...one,
      method: "get",
      summary: "One alert rule",
      middleware: readers,
      request: { params: idParams },
      responses: jsonAnswer("The rule", alertRuleAnswer, refusals),
    }),
    patch: createRoute({
      ...one,
      method: "patch",
      summary: "Change, mute or disable an alert rule",
      middleware: writers,
      request: { params: idParams, ...jsonBody(alertRulePatch) },
      responses: jsonAnswer("The rule after the change", alertRuleAnswer, [...refusals, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Delete an alert rule",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("The rule is deleted", doneAnswer, refusals),
    }),
  };
}
