import type { Context } from "hono";
import { fail } from "../../errors/gateway-error.ts";
import { download } from "../audit/export.ts";
import { auditFacts } from "../audit/facts.ts";
import { membershipFor, membershipIn } from "../auth/access.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { changeBilling, readBilling } from "./account.ts";
import type { BillingDeps } from "./deps.ts";
import { describeBilling } from "./describe.ts";
import { renderInvoice } from "./invoice-page.ts";
import { readInvoiceId, readInvoices, toInvoice } from "./invoices.ts";
import { readLedgerCheck } from "./ledger-check.ts";
import { beginTopUp, findTopUp, toTopUp } from "./top-ups.ts";
import { listTransactions, readTransactions, toCsvTransactions, toTransaction } from "./transactions.ts";

/** A page that may run nothing and load nothing. */
const HTML_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
  "x-content-type-options": "nosniff",
};

/** An organization's credits: viewers read, admins pay and set up. */
export function billingRoutes(deps: BillingDeps): Router {
  const { db, clock, audit } = deps;
  const routes = describeBilling(deps.access);

  return newRouter()
    .openapi(routes.read, async (c) => {
      const { organizationId } = membershipFor(c, c.req.valid("query").organizationId);
      return c.json({ billing: await readBilling(deps, organizationId) }, 200);
    })
    .openapi(routes.change, async (c) => {
      const patch = c.req.valid("json");
      const { organizationId } = membershipFor(c, patch.organizationId);
      await changeBilling(deps, organizationId, patch, auditFacts(c));
      return c.json({ billing: await readBilling(deps, organizationId) }, 200);
    })
    .openapi(routes.transactions, async (c) => {
      const query = c.req.valid("query");
      const { rows, nextCursor } = await listTransactions(db, organizationsOf(c, query.organizationId), query);
      return c.json({ transactions: rows.map(toTransaction), nextCursor }, 200);
    })
    .openapi(routes.csv, async (c) => {
      const { organizationId, ...filters } = c.req.valid("query");
      const ids = organizationsOf(c, organizationId);
      const event = { ...auditFacts(c), action: "billing.export", outcome: "success" as const, target: null };
      for (const id of ids) await audit.record({ ...event, organizationId: id, after: { filters } });
      // The route's type knows texts only, not streams.
      return download(toCsvTransactions(readTransactions(db, ids, filters)), "csv", "transactions") as never;
    })
    .openapi(routes.topUp, async (c) => {
      const { organizationId: named, amountUsd: cents, keepPaymentMethod } = c.req.valid("json");
      const { organizationId } = membershipFor(c, named);
      const topUp = await beginTopUp(deps, { organizationId, cents, keepPaymentMethod }, auditFacts(c));
      return c.json({ topUp: toTopUp(topUp) }, 201);
    })
    .openapi(routes.readTopUp, async (c) => {
      const topUp = await findTopUp(db, organizationsOf(c, undefined), c.req.valid("param").id);
      if (topUp === null) throw fail("not_found", { message: "There is no such top-up." });
      return c.json({ topUp: toTopUp(topUp) }, 200);
    })
    .openapi(routes.invoices, async (c) => {
      const invoices = await readInvoices(db, organizationsOf(c, c.req.valid("query").organizationId));
      return c.json({ invoices: invoices.map((each) => toInvoice(each, clock.now())), nextCursor: null }, 200);
    })
    .openapi(routes.invoice, async (c) => {
      const named = readInvoiceId(c.req.valid("param").id);
      const page = named !== null && isAllowed(c, named.organizationId) ? await renderInvoice(deps, named) : null;
      if (page === null) throw fail("not_found", { message: "There is no such invoice." });
      return new Response(page, { headers: HTML_HEADERS }) as never;
    })
    .openapi(routes.check, async (c) => {
      const organizationIds = organizationsOf(c, c.req.valid("query").organizationId);
      return c.json({ ledgerCheck: await readLedgerCheck(db, organizationIds) }, 200);
    });
}

function organizationsOf(c: Context<ManagementEnv>, organizationId: string | undefined): readonly string[] {
  const memberships = organizationId === undefined ? c.var.allowed : [membershipIn(c, organizationId)];
  return memberships.map((each) => each.organizationId);
}

function isAllowed(c: Context<ManagementEnv>, organizationId: string): boolean {
  return c.var.allowed.some((each) => each.organizationId === organizationId);
}
