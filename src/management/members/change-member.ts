import type { ExpressionBuilder, Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database, Role } from "../../store/sql/schema.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { AuthContext } from "../auth/context.ts";
import type { Principal } from "../auth/principal.ts";
import { isAtLeast } from "../auth/roles.ts";
import { endSessions } from "../auth/sessions.ts";
import { lockOrganization, roleInLocked } from "../organizations/lock.ts";
import { ssoProviderId } from "../sso/provider-id.ts";
import { type Revoked, revokeGrants } from "./revoke-grants.ts";

type Deps = Pick<AuthContext, "db" | "clock" | "audit">;

/** Whose place in an organization, and who changes it. */
export interface MemberChange {
  readonly organizationId: string;
  readonly userId: string;
  readonly principal: Principal;
  readonly facts: AuditFacts;
}

/**
 * Gives a member another role. Throws `not_found` for who is no member, `permission_denied` where the caller may not,
 * and `conflict` for the last owner. What the member granted beyond the new role is revoked.
 */
export async function changeRole({ db, clock, audit }: Deps, change: MemberChange, role: Role): Promise<Revoked> {
  return await db.transaction().execute(async (tx) => {
    const { before, email } = await lockMember(tx, change, role);
    const { organizationId, userId } = change;
    if (before === role) return { tokens: 0, invitations: 0 };
    if (before === "owner") await requireAnotherOwner(tx, change);
    await tx.updateTable("memberships").set({ role }).where(membership(change)).execute();
    const revoked = await revokeGrants(tx, { organizationId, userId, keep: role, now: new Date(clock.now()) });
    await audit.record(
      {
        ...change.facts,
        organizationId,
        action: "member.update",
        outcome: "success",
        target: { kind: "user", id: userId, label: email },
        before: { role: before },
        after: { role, revoked },
      },
      tx,
    );
    return revoked;
  });
}

/**
 * Ends a membership: the member's own leaving, or their removal by an administrator. Throws as {@link changeRole} does.
 * What the member granted is revoked, and their single sign-on sessions of the organization end.
 */
export async function endMembership({ db, clock, audit }: Deps, change: MemberChange): Promise<Revoked> {
  const { organizationId, userId, principal } = change;
  const isOwn = principal.kind === "user" && principal.user.id === userId;
  return await db.transaction().execute(async (tx) => {
    const { before, email } = await lockMember(tx, change, isOwn ? "leaving" : null);
    if (before === "owner") await requireAnotherOwner(tx, change);
    await tx.deleteFrom("memberships").where(membership(change)).execute();
    await tx
      .deleteFrom("accounts")
      .where("user_id", "=", userId)
      .where("provider_id", "=", ssoProviderId(organizationId))
      .execute();
    await endSessions(tx, userId, { ssoOrganizationId: organizationId });
    const revoked = await revokeGrants(tx, { organizationId, userId, keep: null, now: new Date(clock.now()) });
    await audit.record(
      {
        ...change.facts,
        organizationId,
        action: isOwn ? "member.leave" : "member.remove",
        outcome: "success",
        target: { kind: "user", id: userId, label: email },
        before: { role: before },
        after: { revoked },
      },
      tx,
    );
    return revoked;
  });
}

/** Locks the organization and checks that the caller may do this to the member. */
async function lockMember(
  tx: Kysely<Database>,
  change: MemberChange,
  wanted: Role | "leaving" | null,
): Promise<{ readonly before: Role; readonly email: string }> {
  const { organizationId, userId, principal } = change;
  await lockOrganization(tx, organizationId);
  const own = await roleInLocked(tx, organizationId, principal);
  if (wanted !== "leaving" && !isAtLeast(own, "admin")) throw roleTooLow("Only owners and admins change members.");
  const member = await tx
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .where("memberships.organization_id", "=", organizationId)
    .where("memberships.user_id", "=", userId)
    .select(["memberships.role as before", "users.email"])
    .executeTakeFirst();
  if (member === undefined) throw fail("not_found", { message: "There is no such member." });
  if (wanted === "leaving" || own === "owner") return member;
  if (member.before === "owner") throw roleTooLow("Only owners change owners.");
  if (wanted === "owner") throw roleTooLow("Only owners make owners.");
  return member;
}

/** Asked with the organization locked: two owners cannot each count on the other. */
async function requireAnotherOwner(tx: Kysely<Database>, { organizationId, userId }: MemberChange): Promise<void> {
  const other = await tx
    .selectFrom("memberships")
    .select("user_id")
    .where("organization_id", "=", organizationId)
    .where("role", "=", "owner")
    .where("user_id", "<>", userId)
    .executeTakeFirst();
  if (other !== undefined) return;
  throw fail("conflict", {
    message: "This is the organization's last owner. Make another member an owner first, or delete the organization.",
  });
}

function roleTooLow(message: string) {
  return fail("permission_denied", { message });
}

function membership({ organizationId, userId }: MemberChange) {
  return (where: ExpressionBuilder<Database, "memberships">) =>
    where.and({ organization_id: organizationId, user_id: userId });
}
