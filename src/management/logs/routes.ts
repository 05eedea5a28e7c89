import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { RequestRecord } from "../../gateway/metering/record.ts";
import type { Clock } from "../../store/clock.ts";
import { type LogRow, recordOf } from "../../store/log-record.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { Audit } from "../audit/audit.ts";
import { download } from "../audit/export.ts";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipIn } from "../auth/access.ts";
import { jsonAnswer, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { type ContentDeps, contentOf } from "./content.ts";
import { exportRange, toCsvLogs, toJsonLogs } from "./export.ts";
import {
  contentAnswer,
  logAnswer,
  logParams,
  logsAnswer,
  logsExportAnswer,
  logsExportCsv,
  logsExportQuery,
  logsQuery,
} from "./schema.ts";
import { findLog, listLogs, readLogs } from "./service.ts";
import { toLogEntry } from "./view.ts";

export interface LogRoutesOptions extends ContentDeps {
  readonly db: Kysely<Database>;
  readonly access: Access;
  readonly audit: Audit;
  readonly clock: Clock;
  /** The receipt that a record is shown with. */
  readonly receiptOf: (record: RequestRecord) => unknown;
}

/** The requests' log: search, export, one entry with its receipt, and its content where that is kept. */
export function logRoutes({ access, receiptOf, ...deps }: LogRoutesOptions): Router {
  const { db, audit, clock } = deps;
  const routes = describeRoutes(access);

  return newRouter()
    .openapi(routes.list, async (c) => {
      const filters = c.req.valid("query");
      const { rows, nextCursor } = await listLogs(db, organizationsOf(c, filters), filters, clock.now());
      return c.json({ logs: rows.map((row) => toLogEntry(recordOf(row))), nextCursor }, 200);
    })
    .openapi(routes.export, async (c) => {
      const { format, organizationId, ...asked } = c.req.valid("query");
      const organizationIds = organizationsOf(c, { organizationId });
      const filters = exportRange(asked, clock.now());
      for (const each of organizationIds) {
        await audit.record({
          ...auditFacts(c),
          organizationId: each,
          action: "logs.export",
          outcome: "success",
          target: null,
          after: { format, filters },
        });
      }
      const batches = readLogs(db, organizationIds, filters);
      // The route's type knows JSON values only, not streams.
      return download(format === "csv" ? toCsvLogs(batches) : toJsonLogs(batches), format, "logs") as never;
    })
    .openapi(routes.read, async (c) => {
      const record = recordOf(await requireLog(c, db, c.req.valid("param").requestId));
      return c.json({ log: { ...toLogEntry(record), receipt: receiptOf(record) } }, 200);
    })
    .openapi(routes.content, async (c) => {
      const row = await requireLog(c, db, c.req.valid("param").requestId);
      const content = await contentOf(deps, row);
      await audit.record({
        ...auditFacts(c),
        organizationId: row.organization_id,
        action: "logs.read_content",
        outcome: "success",
        target: { kind: "request", id: row.request_id },
      });
      return c.json({ content }, 200);
    });
}

function describeRoutes(access: Access) {
  const scope = "logs:read";
  const common = { tags: ["logs"], security: SESSION, middleware: access.requireRole("viewer", { scope }) };
  const refusals = [400, 401, 403, 404];
  return {
    list: createRoute({
      ...common,
      method: "get",
      path: "/logs",
      summary: "Search the request log",
      request: { query: logsQuery },
      responses: jsonAnswer("A page, newest first", logsAnswer, refusals),
    }),
    export: createRoute({
      ...common,
      method: "get",
      path: "/logs/export",
      summary: "Export up to 31 days of the request log, oldest first, as CSV or JSON",
      request: { query: logsExportQuery },
      responses: {
        ...jsonAnswer("Every request that matches", logsExportAnswer, refusals),
        200: {
          description: "Every request that matches",
          content: { "text/csv": { schema: logsExportCsv }, "application/json": { schema: logsExportAnswer } },
        },
      },
    }),
    read: createRoute({
      ...common,
      method: "get",
      path: "/logs/{requestId}",
      summary: "One request with its receipt",
      request: { params: logParams },
      responses: jsonAnswer("The entry", logAnswer, refusals),
    }),
    content: createRoute({
      ...common,
      middleware: access.requireRole("developer", { scope }),
      method: "get",
      path: "/logs/{requestId}/content",
      summary: "What was asked and answered, where the organization keeps that",
      request: { params: logParams },
      responses: jsonAnswer("The content", contentAnswer, refusals),
    }),
  };
}

function organizationsOf(
  c: Context<ManagementEnv>,
  { organizationId }: { readonly organizationId?: string | undefined },
): readonly string[] {
  const memberships = organizationId === undefined ? c.var.allowed : [membershipIn(c, organizationId)];
  return memberships.map((each) => each.organizationId);
}

async function requireLog(c: Context<ManagementEnv>, db: Kysely<Database>, requestId: string): Promise<LogRow> {
  const allowed = c.var.allowed.map((each) => each.organizationId);
  const row = await findLog(db, allowed, requestId);
  if (row === null) throw fail("not_found", { message: "There is no such request." });
  return row;
}
