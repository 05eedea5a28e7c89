import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { AuthContext } from "../auth/context.ts";
import type { Principal } from "../auth/principal.ts";
import { isAtLeast } from "../auth/roles.ts";
import { afterCursor, pageOf } from "../http/newest-first.ts";
import { lockOrganization, roleInLocked } from "../organizations/lock.ts";
import type { InvitationView } from "./schema.ts";

export interface InvitationsFilter {
  readonly status?: InvitationView["status"] | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Invitations of an organization, newest first. */
export async function listInvitations(
  db: Kysely<Database>,
  organizationId: string,
  { status, limit, cursor }: InvitationsFilter,
  now: Date,
): Promise<{ readonly invitations: InvitationView[]; readonly nextCursor: string | null }> {
  let query = db.selectFrom("invitations").selectAll().where("organization_id", "=", organizationId);
  if (status === "accepted" || status === "revoked") query = query.where("status", "=", status);
  if (status === "pending") query = query.where("status", "=", "pending").where("expires_at", ">", now);
  if (status === "expired") query = query.where("status", "=", "pending").where("expires_at", "<=", now);
  if (cursor !== undefined) query = query.where(afterCursor(cursor, { at: "created_at", id: "id" }));
  const found = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const { rows, nextCursor } = pageOf(found, limit);
  return { invitations: rows.map((row) => toInvitation(row, now)), nextCursor };
}

/** One invitation of an organization. */
export async function readInvitation(
  db: Kysely<Database>,
  organizationId: string,
  id: string,
  now: Date,
): Promise<InvitationView> {
  const row = await rowOf(db, organizationId, id);
  return toInvitation(row, now);
}

/** Revokes a pending invitation. Throws `not_found` for any other, and `permission_denied` for one to a higher role. */
export async function revokeInvitation(
  { db, clock, audit }: Pick<AuthContext, "db" | "clock" | "audit">,
  given: { readonly organizationId: string; readonly id: string; readonly principal: Principal },
  facts: AuditFacts,
): Promise<void> {
  const { organizationId, id, principal } = given;
  await db.transaction().execute(async (tx) => {
    await lockOrganization(tx, organizationId);
    const { role, email } = await rowOf(tx, organizationId, id);
    if (!isAtLeast(await roleInLocked(tx, organizationId, principal), role)) {
      throw fail("permission_denied", { message: "This invitation is to a role above your own." });
    }
    const revoked = await tx
      .updateTable("invitations")
      .set({ status: "revoked", updated_at: new Date(clock.now()) })
      .where("id", "=", id)
      .where("status", "=", "pending")
      .executeTakeFirst();
    if (revoked.numUpdatedRows === 0n) throw noInvitation();
    const target = { kind: "invitation", id, label: email };
    const event = { ...facts, organizationId, action: "invitation.revoke", outcome: "success" as const, target };
    await audit.record({ ...event, before: { email, role, status: "pending" }, after: { status: "revoked" } }, tx);
  });
}

async function rowOf(db: Kysely<Database>, organizationId: string, id: string) {
  const row = await db
    .selectFrom("invitations")
    .selectAll()
    .where("organization_id", "=", organizationId)
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw noInvitation();
  return row;
}

function toInvitation(row: Awaited<ReturnType<typeof rowOf>>, now: Date): InvitationView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    email: row.email,
    role: row.role,
    status: row.status === "pending" && row.expires_at <= now ? "expired" : row.status,
    invitedBy: row.invited_by,
    expiresAt: row.expires_at.toISOString(),
    createdAt: row.created_at.toISOString(),
  };
}

function noInvitation() {
  return fail("not_found", { message: "There is no such pending invitation." });
}
