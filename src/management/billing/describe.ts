import { createRoute } from "@hono/zod-openapi";
import type { Access } from "../auth/access.ts";
import { idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import {
  billingAnswer,
  billingPatch,
  billingQuery,
  invoiceHtml,
  invoicesAnswer,
  ledgerCheckAnswer,
  newTopUp,
  topUpAnswer,
  transactionsAnswer,
  transactionsCsv,
  transactionsCsvQuery,
  transactionsQuery,
} from "./schema.ts";

/** What the routes of an organization's own credits take and answer. */
export function describeBilling(access: Access) {
  const common = {
    tags: ["billing"],
    security: SESSION,
    middleware: access.requireRole("viewer", { scope: "billing:read" }),
  };
  const money = { ...common, middleware: access.requireRole("admin", { scope: "billing:write" }) };
  const refusals = [400, 401, 403, 404];
  return {
    read: createRoute({
      ...common,
      method: "get",
      path: "/billing",
      summary: "Balance, credit line, plan and automatic top-ups",
      request: { query: billingQuery },
      responses: jsonAnswer("The organization's credits", billingAnswer, refusals),
    }),
    change: createRoute({
      ...money,
      method: "patch",
      path: "/billing",
      summary: "Set up automatic top-ups, the low balance and who invoices are for",
      request: jsonBody(billingPatch),
      responses: jsonAnswer("The credits after the change", billingAnswer, [...refusals, 409, 415]),
    }),
    transactions: createRoute({
      ...common,
      method: "get",
      path: "/billing/transactions",
      summary: "What was booked, newest first",
      request: { query: transactionsQuery },
      responses: jsonAnswer("A page", transactionsAnswer, refusals),
    }),
    csv: createRoute({
      ...common,
      method: "get",
      path: "/billing/transactions.csv",
      summary: "What was booked, oldest first, as CSV",
      request: { query: transactionsCsvQuery },
      responses: {
        ...jsonAnswer("All of it", transactionsAnswer, refusals),
        200: { description: "All of it", content: { "text/csv": { schema: transactionsCsv } } },
      },
    }),
    topUp: createRoute({
      ...money,
      method: "post",
      path: "/billing/top-ups",
      summary: "Begin a payment; the answer says where to make it",
      request: jsonBody(newTopUp),
      responses: createdAnswer("The payment, pending", topUpAnswer, [...refusals, 415, 429, 503]),
    }),
    readTopUp: createRoute({
      ...common,
      method: "get",
      path: "/billing/top-ups/{id}",
      summary: "One payment",
      request: { params: idParams },
      responses: jsonAnswer("The payment", topUpAnswer, refusals),
    }),
    invoices: createRoute({
      ...common,
      method: "get",
      path: "/billing/invoices",
      summary: "An invoice for each month (UTC) in which something was booked, newest first",
      request: { query: billingQuery },
      responses: jsonAnswer("All of them", invoicesAnswer, refusals),
    }),
    invoice: createRoute({
      ...common,
      method: "get",
      path: "/billing/invoices/{id}",
      summary: "One invoice as a page to print",
      request: { params: idParams },
      responses: {
        ...jsonAnswer("The page", invoicesAnswer, refusals),
        200: { description: "The page", content: { "text/html": { schema: invoiceHtml } } },
      },
    }),
    check: createRoute({
      ...common,
      method: "get",
      path: "/billing/ledger-check",
      summary: "Whether the ledger agreed with itself and with the request log when it was last checked",
      request: { query: billingQuery },
      responses: jsonAnswer("The last check, as far as it concerns the organization", ledgerCheckAnswer, refusals),
    }),
  };
}
