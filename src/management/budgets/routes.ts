import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipFor, membershipIn, userIdOf } from "../auth/access.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { type BudgetDeps, createBudget, deleteBudget, noSuchBudget, patchBudget } from "./change-budget.ts";
import { type BudgetRow, findBudget, listBudgets, toBudgets } from "./queries.ts";
import { type BudgetView, budgetAnswer, budgetPatch, budgetsAnswer, budgetsQuery, newBudget } from "./schema.ts";

export interface BudgetRoutesOptions extends BudgetDeps {
  readonly access: Access;
}

/** Bounds of money. Viewers read, admins change. */
export function budgetRoutes({ access, ...deps }: BudgetRoutesOptions): Router {
  const routes = describeRoutes(access);
  const { db } = deps;

  return newRouter()
    .openapi(routes.create, async (c) => {
      const input = c.req.valid("json");
      const { organizationId } = membershipFor(c, input.organizationId);
      const given = { organizationId, createdBy: userIdOf(c.var.principal) };
      return c.json({ budget: await view(deps, await createBudget(deps, given, input, auditFacts(c))) }, 201);
    })
    .openapi(routes.list, async (c) => {
      const query = c.req.valid("query");
      const { organizationId } = query;
      const memberships = organizationId === undefined ? c.var.allowed : [membershipIn(c, organizationId)];
      const organizationIds = memberships.map((each) => each.organizationId);
      return c.json(await listBudgets(deps, organizationIds, query), 200);
    })
    .openapi(routes.read, async (c) => {
      return c.json({ budget: await view(deps, await requireBudget(c, db, c.req.valid("param").id)) }, 200);
    })
    .openapi(routes.patch, async (c) => {
      const { id: budgetId, organization_id: organizationId } = await requireBudget(c, db, c.req.valid("param").id);
      const row = await patchBudget(deps, { organizationId, budgetId }, c.req.valid("json"), auditFacts(c));
      return c.json({ budget: await view(deps, row) }, 200);
    })
    .openapi(routes.remove, async (c) => {
      const { id: budgetId, organization_id: organizationId } = await requireBudget(c, db, c.req.valid("param").id);
      await deleteBudget(deps, { organizationId, budgetId }, auditFacts(c));
      return c.json({ success: true as const }, 200);
    });
}

async function view(deps: BudgetDeps, row: BudgetRow): Promise<BudgetView> {
  const [shown] = await toBudgets(deps, [row]);
  if (shown === undefined) throw noSuchBudget();
  return shown;
}

function describeRoutes(access: Access) {
  const common = { tags: ["budgets"], security: SESSION };
  const one = { ...common, path: "/budgets/{id}" } as const;
  const readers = access.requireRole("viewer", { scope: "settings:read" });
  const writers = access.requireRole("admin", { scope: "settings:write" });
  const all = [400, 401, 403, 404];
  return {
    create: createRoute({
      ...common,
      method: "post",
      path: "/budgets",
      summary: "Bound what may be spent",
      middleware: writers,
      request: jsonBody(newBudget),
      responses: createdAnswer("The new budget", budgetAnswer, [...all, 409, 415]),
    }),
    list: createRoute({
      ...common,
      method: "get",
      path: "/budgets",
      summary: "List budgets with what is left of them, newest first",
      middleware: readers,
      request: { query: budgetsQuery },
      responses: jsonAnswer("A page", budgetsAnswer, all),
    }),
    read: createRoute({
      ...one,
      method: "get",
      summary: "One budget with what is left of it",
      middleware: readers,
      request: { params: idParams },
      responses: jsonAnswer("The budget", budgetAnswer, all),
    }),
    patch: createRoute({
      ...one,
      method: "patch",
      summary: "Change some of a budget's fields",
      middleware: writers,
      request: { params: idParams, ...jsonBody(budgetPatch) },
      responses: jsonAnswer("The budget after the change", budgetAnswer, [...all, 409, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Remove a budget",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("The budget is removed", doneAnswer, all),
    }),
  };
}

/** The budget; 404 for those of other organizations, 403 where the caller's role is too low. */
async function requireBudget(c: Context<ManagementEnv>, db: BudgetDeps["db"], budgetId: string): Promise<BudgetRow> {
  const own = c.var.principal.memberships.map((each) => each.organizationId);
  const row = await findBudget(db, own, budgetId);
  if (row === null) throw noSuchBudget();
  membershipIn(c, row.organization_id);
  return row;
}
