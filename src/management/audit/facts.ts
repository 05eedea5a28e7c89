import type { Context } from "hono";
import { actorOf } from "../auth/principal.ts";
import type { ManagementEnv } from "../http/types.ts";
import type { AuditActor, AuditEvent } from "./audit.ts";

/** What an event holds of the request that caused it. */
export type AuditFacts = Pick<AuditEvent, "actor" | "clientIp" | "userAgent" | "requestId">;

const NOBODY: AuditActor = { kind: "anonymous", id: null, label: null };

/**
 * Who calls and from where, to spread into an event:
 * `audit.record({ ...auditFacts(c), organizationId, action: "project.update", … }, tx)`.
 * Before the caller is known, or when they are nobody, the actor is anonymous.
 */
export function auditFacts(c: Context<ManagementEnv>): AuditFacts {
  const principal = c.get("principal") as ManagementEnv["Variables"]["principal"] | undefined;
  return {
    actor: principal === undefined ? NOBODY : actorOf(principal),
    clientIp: c.env?.clientIp ?? null,
    userAgent: c.req.header("user-agent") ?? null,
    requestId: c.get("requestId") ?? null,
  };
}
