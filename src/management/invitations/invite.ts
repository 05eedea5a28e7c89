import { type Kysely, sql } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import { MailError } from "../../mail/mailer.ts";
import { invitationMail } from "../../mail/texts.ts";
import type { Database, Role } from "../../store/sql/schema.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { byInvitation } from "../auth/attempts.ts";
import type { AuthContext } from "../auth/context.ts";
import { type Principal, userIdOf } from "../auth/principal.ts";
import { isAtLeast } from "../auth/roles.ts";
import { mintToken } from "../auth/secret-tokens.ts";
import { lockOrganization, roleInLocked } from "../organizations/lock.ts";

const DAYS = 7;
const PENDING_MAX = 500;

/** Whom to invite, as what, and who does it. */
export interface Invite {
  readonly organizationId: string;
  /** Lower case. */
  readonly email: string;
  readonly role: Role;
  readonly principal: Principal;
  readonly facts: AuditFacts;
}

/** A new invitation. */
export interface Invited {
  readonly id: string;
  readonly emailSent: boolean;
  /** How to accept; null when it was mailed, because then only the mail's reader is to have it. */
  readonly accept: { readonly token: string; readonly url: string } | null;
}

/**
 * Invites somebody for a week; an earlier pending invitation of the same email is replaced. Throws `permission_denied`
 * for a role beyond the caller's own, `conflict` for who is a member, and `rate_limit_exceeded` for a flood of them.
 */
export async function invite(context: AuthContext, given: Invite): Promise<Invited> {
  const verdict = await context.attempts.begin(byInvitation(given.organizationId, given.email));
  if (!verdict.allowed) {
    const message = `Too many invitations. Try again in ${verdict.waitSeconds} s.`;
    throw fail("rate_limit_exceeded", { message, retryAfterSeconds: verdict.waitSeconds });
  }
  const { token, hash } = mintToken("invitation");
  const { id, organizationName } = await context.db.transaction().execute((tx) => insert(context, tx, given, hash));
  const url = `${context.config.publicUrl}/dashboard/accept-invitation#token=${token}`;
  const emailSent = await send(context, given, { url, organizationName });
  return { id, emailSent, accept: emailSent ? null : { token, url } };
}

async function insert({ clock, audit }: AuthContext, tx: Kysely<Database>, given: Invite, tokenHash: string) {
  const { organizationId, email, role, principal } = given;
  const nowMs = clock.now();
  const now = new Date(nowMs);
  const { name: organizationName } = await lockOrganization(tx, organizationId);
  const own = await roleInLocked(tx, organizationId, principal);
  if (!isAtLeast(own, "admin") || !isAtLeast(own, role)) {
    throw fail("permission_denied", { message: "You invite people to roles up to your own, as an owner or admin." });
  }
  await refuseMember(tx, organizationId, email);
  await tx
    .updateTable("invitations")
    .set({ status: "revoked", updated_at: now })
    .where("organization_id", "=", organizationId)
    .where("status", "=", "pending")
    .where((where) => where.or([where("email", "=", email), where("expires_at", "<=", now)]))
    .execute();
  await refuseTooMany(tx, organizationId);
  const id = createId("inv");
  await tx
    .insertInto("invitations")
    .values({
      id,
      organization_id: organizationId,
      email,
      role,
      token_hash: tokenHash,
      expires_at: new Date(nowMs + DAYS * 86_400_000),
      invited_by: userIdOf(principal),
      created_at: now,
      updated_at: now,
    })
    .execute();
  const target = { kind: "invitation", id, label: email };
  const event = { ...given.facts, organizationId, action: "invitation.create", outcome: "success" as const, target };
  await audit.record({ ...event, after: { email, role } }, tx);
  return { id, organizationName };
}

async function refuseMember(tx: Kysely<Database>, organizationId: string, email: string): Promise<void> {
  const member = await tx
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .where("memberships.organization_id", "=", organizationId)
    .where("users.email", "=", email)
    .select("users.id")
    .executeTakeFirst();
  if (member !== undefined) throw fail("conflict", { message: "They are a member of this organization already." });
}

async function refuseTooMany(tx: Kysely<Database>, organizationId: string): Promise<void> {
  const { count } = await tx
    .selectFrom("invitations")
    .where("organization_id", "=", organizationId)
    .where("status", "=", "pending")
    .select(sql<number>`count(*)`.as("count"))
    .executeTakeFirstOrThrow();
  if (count < PENDING_MAX) return;
  throw fail("conflict", { message: `${PENDING_MAX} invitations are pending. Revoke some that nobody accepts.` });
}

/** False where no mail is sent, or the server did not take it. */
async function send(
  { config }: AuthContext,
  { email, principal }: Invite,
  { url, organizationName }: { readonly url: string; readonly organizationName: string },
): Promise<boolean> {
  if (config.mailer === null) return false;
  const invitedBy = principal.kind === "user" ? principal.user.name : null;
  try {
    await config.mailer.send(invitationMail({ to: email, organizationName, invitedBy, url, days: DAYS }));
    return true;
  } catch (error) {
    if (error instanceof MailError) return false;
    throw error;
  }
}
