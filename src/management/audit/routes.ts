import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { auditRetentionDays, setAuditRetentionDays } from "../../store/audit-retention.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import { PLATFORM_CHAIN } from "../../store/sql/tables/audit.ts";
import { type Access, membershipFor, membershipIn } from "../auth/access.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import type { Audit } from "./audit.ts";
import { download, toCsvExport, toJsonExport } from "./export.ts";
import { auditFacts } from "./facts.ts";
import {
  auditExportAnswer,
  auditExportCsv,
  auditExportQuery,
  auditLogsAnswer,
  auditLogsQuery,
  auditRetentionAnswer,
  auditRetentionBody,
  auditVerifyAnswer,
  auditVerifyQuery,
} from "./schema.ts";
import { listAudit, readAudit } from "./service.ts";
import { type ChainReport, verifyChain } from "./verify.ts";

export interface AuditRoutesOptions {
  readonly db: Kysely<Database>;
  readonly access: Access;
  readonly audit: Audit;
  readonly clock: Clock;
}

/** The audit log: search, export, the proof that nothing in it was changed, and how long it is kept. */
export function auditRoutes({ db, access, audit, clock }: AuditRoutesOptions): Router {
  const routes = describeRoutes(access);
  const check = oneAtATime((chain) => verifyChain(db, chain));

  return newRouter()
    .openapi(routes.list, async (c) => {
      const query = c.req.valid("query");
      return c.json(await listAudit(db, await chainsOf(c, db, query.organizationId), query), 200);
    })
    .openapi(routes.export, async (c) => {
      const { format, organizationId, ...filters } = c.req.valid("query");
      const chains = await chainsOf(c, db, organizationId);
      const event = { action: "audit.export", outcome: "success" as const, target: null, after: { format, filters } };
      for (const chain of chains) {
        await audit.record({ ...auditFacts(c), organizationId: chain === PLATFORM_CHAIN ? null : chain, ...event });
      }
      const batches = readAudit(db, chains, filters, new Date(clock.now()));
      // The route's type knows JSON values only, not streams.
      return download(format === "csv" ? toCsvExport(batches) : toJsonExport(batches), format) as never;
    })
    .openapi(routes.verify, async (c) => {
      const { organizationId } = c.req.valid("query");
      const named = organizationId ?? membershipFor(c, organizationId).organizationId;
      const [chain = named] = await chainsOf(c, db, named);
      return c.json({ verification: await check(chain) }, 200);
    })
    .openapi(routes.readRetention, async (c) => {
      const { organizationId } = membershipFor(c, c.req.valid("query").organizationId);
      const retentionDays = await auditRetentionDays(db, organizationId);
      return c.json({ auditRetention: { organizationId, retentionDays } }, 200);
    })
    .openapi(routes.setRetention, async (c) => {
      const { retentionDays, ...named } = c.req.valid("json");
      const { organizationId } = membershipFor(c, named.organizationId);
      const target = { kind: "organization", id: organizationId };
      const event = {
        ...auditFacts(c),
        organizationId,
        action: "audit.retention",
        outcome: "success" as const,
        target,
      };
      await db.transaction().execute(async (tx) => {
        const before = { retentionDays: await auditRetentionDays(tx, organizationId) };
        await setAuditRetentionDays(tx, organizationId, retentionDays);
        await audit.record({ ...event, before, after: { retentionDays } }, tx);
      });
      return c.json({ auditRetention: { organizationId, retentionDays } }, 200);
    });
}

function describeRoutes(access: Access) {
  const middleware = access.requireRole("admin", { scope: "audit:read" });
  const common = { tags: ["audit-logs"], security: SESSION, middleware };
  const all = [400, 401, 403, 404];
  return {
    list: createRoute({
      ...common,
      method: "get",
      path: "/audit-logs",
      summary: "Search the audit log",
      request: { query: auditLogsQuery },
      responses: jsonAnswer("A page, newest first", auditLogsAnswer, all),
    }),
    export: createRoute({
      ...common,
      method: "get",
      path: "/audit-logs/export",
      summary: "Export the audit log, oldest first, as JSON or CSV",
      request: { query: auditExportQuery },
      responses: {
        ...jsonAnswer("Every event that matches", auditExportAnswer, all),
        200: {
          description: "Every event that matches",
          content: { "application/json": { schema: auditExportAnswer }, "text/csv": { schema: auditExportCsv } },
        },
      },
    }),
    verify: createRoute({
      ...common,
      method: "get",
      path: "/audit-logs/verify",
      summary: "Check the hash chain of one organization",
      request: { query: auditVerifyQuery },
      responses: jsonAnswer("What the check found", auditVerifyAnswer, all),
    }),
    readRetention: createRoute({
      ...common,
      method: "get",
      path: "/audit-logs/retention",
      summary: "How long events are kept",
      request: { query: auditVerifyQuery },
      responses: jsonAnswer("The retention", auditRetentionAnswer, all),
    }),
    setRetention: createRoute({
      ...common,
      // A shorter time removes evidence.
      middleware: access.requireRole("owner", { scope: "audit:write" }),
      method: "patch",
      path: "/audit-logs/retention",
      summary: "Change how long events are kept; for owners",
      request: jsonBody(auditRetentionBody),
      responses: jsonAnswer("The retention after the change", auditRetentionAnswer, [...all, 415]),
    }),
  };
}

/** The chains that a request is about: the named one, or all that the caller may read. */
async function chainsOf(
  c: Context<ManagementEnv>,
  db: Kysely<Database>,
  organizationId: string | undefined,
): Promise<readonly string[]> {
  if (organizationId === undefined) return c.var.allowed.map((each) => each.organizationId);
  if (organizationId !== PLATFORM_CHAIN) return [membershipIn(c, organizationId).organizationId];
  const first = await db.selectFrom("installation").select("organization_id").executeTakeFirst();
  const owns = (id: string): boolean => c.var.allowed.some((one) => one.organizationId === id && one.role === "owner");
  if (first === undefined || !owns(first.organization_id)) throw fail("not_found");
  return [PLATFORM_CHAIN];
}

/** Who asks for a check that is running gets its result: a chain may be long. */
function oneAtATime(check: (chain: string) => Promise<ChainReport>): (chain: string) => Promise<ChainReport> {
  const running = new Map<string, Promise<ChainReport>>();
  return (chain) => {
    const same = running.get(chain);
    if (same !== undefined) return same;
    const started = check(chain).finally(() => running.delete(chain));
    running.set(chain, started);
    return started;
  };
}
