import { z } from "@hono/zod-openapi";
import { AUDIT_RETENTION_DAYS_MAX, AUDIT_RETENTION_DAYS_MIN } from "../../store/audit-retention.ts";
import { id, instant, page, plainText } from "../http/fields.ts";

const TEXT_MAX = 512;

const text = plainText(1, TEXT_MAX).optional();
const when = instant.optional();

const organizationId = id.optional().openapi({
  description: "One organization; 'platform' for events of none, which owners of the first organization may read",
});

/** What both the list and the export are narrowed by. */
const filters = {
  organizationId,
  actor: text.openapi({ description: "Id, email or token name of who did it" }),
  action: text.openapi({ example: "project.", description: "Beginning of the action" }),
  target: text.openapi({ description: "Id, kind or name of what it was done to" }),
  outcome: z.enum(["success", "denied", "failure"]).optional(),
  from: when.openapi({ type: "string", format: "date-time", description: "Inclusive" }),
  to: when.openapi({ type: "string", format: "date-time", description: "Exclusive" }),
  text: text.openapi({ description: "Anywhere in names, details, address or request id; case does not count" }),
};

export const auditLogsQuery = z.object({ ...filters, ...page });

export const auditExportQuery = z.object({ ...filters, format: z.enum(["json", "csv"]).default("json") });

export const auditVerifyQuery = z.object({ organizationId });

const retentionDays = z.int().min(AUDIT_RETENTION_DAYS_MIN).max(AUDIT_RETENTION_DAYS_MAX);

export const auditRetentionBody = z
  .strictObject({
    organizationId: id.optional().openapi({ description: "Needed by those who belong to several" }),
    retentionDays: retentionDays.openapi({ description: "Events older than this are removed" }),
  })
  .openapi("AuditRetentionPatch");

export const auditRetentionAnswer = z
  .object({ auditRetention: z.object({ organizationId: z.string(), retentionDays }).openapi("AuditRetention") })
  .openapi("AuditRetentionAnswer");

/** What events are searched by. */
export type AuditFilters = Omit<z.output<typeof auditExportQuery>, "organizationId" | "format">;

const auditLog = z
  .object({
    id: z.string(),
    organizationId: z.string().nullable(),
    seq: z.int().openapi({ description: "Place in the organization's chain, from 1 without gaps" }),
    timestamp: z.iso.datetime(),
    actor: z.object({
      kind: z.enum(["user", "token", "system", "anonymous"]),
      id: z.string().nullable(),
      label: z.string().nullable(),
    }),
    action: z.string(),
    outcome: z.enum(["success", "denied", "failure"]),
    target: z.object({ kind: z.string(), id: z.string(), label: z.string().nullable() }).nullable(),
    before: z.unknown().openapi({ type: "object", description: "What a change replaced, secrets masked" }),
    after: z.unknown().openapi({ type: "object", description: "What it was replaced by, secrets masked" }),
    clientIp: z.string().nullable(),
    userAgent: z.string().nullable(),
    requestId: z.string().nullable(),
    prevHash: z.string().openapi({ description: "Hash of the event before" }),
    hash: z.string().openapi({ description: "SHA-256 of the event's canonical JSON (RFC 8785) without this member" }),
  })
  .openapi("AuditLog");

export const auditLogsAnswer = z
  .object({ auditLogs: z.array(auditLog), nextCursor: z.string().nullable() })
  .openapi("AuditLogList");

export const auditExportAnswer = z.object({ auditLogs: z.array(auditLog) }).openapi("AuditExport");
export const auditExportCsv = z.string().openapi({ description: "RFC 4180 with a header line" });

export const auditVerifyAnswer = z
  .object({
    verification: z
      .object({
        valid: z.boolean(),
        checked: z.int(),
        firstSeq: z.int().nullable(),
        lastSeq: z.int(),
        lastHash: z.string(),
        purgedSeq: z.int(),
        brokenSeq: z.int().nullable(),
        reason: z.enum(["changed", "missing", "unlinked", "end_differs"]).nullable(),
      })
      .openapi("AuditVerification"),
  })
  .openapi("AuditVerificationAnswer");
