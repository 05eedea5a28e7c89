import { createRoute } from "@hono/zod-openapi";
import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { RequestRecord } from "../../gateway/metering/record.ts";
import { recordOf } from "../../store/log-record.ts";
import type { Database } from "../../store/sql/schema.ts";
import { type Access, membershipIn } from "../auth/access.ts";
import { jsonAnswer, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { logAnswer, logParams, logsAnswer, logsQuery } from "./schema.ts";
import { findLog, listLogs } from "./service.ts";
import { toLogEntry } from "./view.ts";

export interface LogRoutesOptions {
  readonly db: Kysely<Database>;
  readonly access: Access;
  /** The receipt that a record is shown with. */
  readonly receiptOf: (record: RequestRecord) => unknown;
}

/** The requests' log, newest first, and one entry with its receipt. */
export function logRoutes({ db, access, receiptOf }: LogRoutesOptions): Router {
  const list = createRoute({
    method: "get",
    path: "/logs",
    tags: ["logs"],
    summary: "Search the request log",
    security: SESSION,
    middleware: [access.requireRole("viewer", { scope: "logs:read" })] as const,
    request: { query: logsQuery },
    responses: jsonAnswer("A page, newest first", logsAnswer, [400, 401, 403, 404]),
  });
  const read = createRoute({
    method: "get",
    path: "/logs/{requestId}",
    tags: ["logs"],
    summary: "One request with its receipt",
    security: SESSION,
    middleware: [access.requireRole("viewer", { scope: "logs:read" })] as const,
    request: { params: logParams },
    responses: jsonAnswer("The entry", logAnswer, [400, 401, 403, 404]),
  });

  return newRouter()
    .openapi(list, async (c) => {
      const filters = c.req.valid("query");
      const { organizationId } = filters;
      const memberships = organizationId === undefined ? c.var.allowed : [membershipIn(c, organizationId)];
      const { rows, nextCursor } = await listLogs(
        db,
        memberships.map((each) => each.organizationId),
        filters,
      );
      return c.json({ logs: rows.map((row) => toLogEntry(recordOf(row))), nextCursor }, 200);
    })
    .openapi(read, async (c) => {
      const { requestId } = c.req.valid("param");
      const row = await findLog(
        db,
        c.var.allowed.map((each) => each.organizationId),
        requestId,
      );
      if (row === null) throw fail("not_found", { message: "There is no such request." });
      const record = recordOf(row);
      return c.json({ log: { ...toLogEntry(record), receipt: receiptOf(record) } }, 200);
    });
}
