import type { Kysely } from "kysely";
import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import type { Database, Role } from "../../store/sql/schema.ts";
import { createUser } from "../auth/accounts.ts";
import { type AuthContext, as, type RequestFacts } from "../auth/context.ts";
import { type Membership, type SessionUser, userActor } from "../auth/principal.ts";
import { hashToken } from "../auth/secret-tokens.ts";
import { startSession } from "../auth/sessions.ts";
import type { SignedIn } from "../auth/sign-in.ts";
import { lockOrganization } from "../organizations/lock.ts";

/** What an invitation is to. */
interface Pending {
  readonly id: string;
  readonly organizationId: string;
  readonly email: string;
  readonly role: Role;
}

export interface NewMember {
  readonly token: string;
  /** Must be that of the invitation when it is given. */
  readonly email?: string;
  readonly name: string;
  readonly password: string;
}

/** Joins by an invitation with a new account, which is signed in. Throws as {@link joinAsUser} does. */
export async function joinAsNewUser(
  context: AuthContext,
  given: NewMember,
  facts: RequestFacts,
): Promise<SignedIn & { readonly membership: Membership }> {
  // Looked at before the costly hash, and again when it is taken.
  await findPending(context.db, given.token, context.clock.now());
  const passwordHash = await context.passwords.hash(given.password);
  const now = new Date(context.clock.now());
  return await context.db.transaction().execute(async (tx) => {
    const { pending, organizationName } = await take(tx, given.token, now);
    const { email, organizationId, role } = pending;
    if (given.email !== undefined && given.email !== email) throw otherEmail();
    // The organization vouches for the address: the invitation was mailed to it, or handed over by who made it.
    const user = await createUser(tx, { email, name: given.name, passwordHash, emailVerified: true, now });
    await insertMember(context, tx, { pending, user, isNewUser: true }, facts);
    const session = await startSession(tx, { userId: user.id, ssoOrganizationId: null, ...facts, now });
    return { ...session, user, membership: { organizationId, organizationName, role } };
  });
}

/**
 * Joins by an invitation as a user who is signed in. Throws `not_found` for an invitation that is not, or no longer,
 * good and `permission_denied` when it is for another email.
 */
export async function joinAsUser(
  context: AuthContext,
  given: { readonly token: string; readonly user: SessionUser },
  facts: RequestFacts,
): Promise<Membership> {
  const now = new Date(context.clock.now());
  return await context.db.transaction().execute(async (tx) => {
    const { pending, organizationName } = await take(tx, given.token, now);
    if (given.user.email !== pending.email) throw otherEmail();
    const role = await insertMember(context, tx, { pending, user: given.user, isNewUser: false }, facts);
    return { organizationId: pending.organizationId, organizationName, role };
  });
}

/** Takes an invitation: of two requests with the same token one is told that there is none. */
async function take(tx: Kysely<Database>, token: string, now: Date) {
  const { organizationId } = await findPending(tx, token, now.getTime());
  const { name: organizationName } = await lockOrganization(tx, organizationId);
  const pending = await tx
    .updateTable("invitations")
    .set({ status: "accepted", updated_at: now })
    .where("token_hash", "=", hashToken(token))
    .where("status", "=", "pending")
    .where("expires_at", ">", now)
    .returning(["id", "organization_id as organizationId", "email", "role"])
    .executeTakeFirst();
  if (pending === undefined) throw notPending();
  return { pending, organizationName };
}

async function findPending(db: Kysely<Database>, token: string, nowMs: number): Promise<Pending> {
  const row = await db
    .selectFrom("invitations")
    .where("token_hash", "=", hashToken(token))
    .where("status", "=", "pending")
    .where("expires_at", ">", new Date(nowMs))
    .select(["id", "organization_id as organizationId", "email", "role"])
    .executeTakeFirst();
  if (row === undefined) throw notPending();
  return row;
}

interface Joining {
  readonly pending: Pending;
  readonly user: SessionUser;
  readonly isNewUser: boolean;
}

/** Who is a member already stays what they are. Gives the role they have then. */
async function insertMember(
  { audit, clock }: AuthContext,
  tx: Kysely<Database>,
  { pending, user, isNewUser }: Joining,
  facts: RequestFacts,
): Promise<Role> {
  const { id, organizationId, role: offered } = pending;
  const { role } = await tx
    .insertInto("memberships")
    .values({ user_id: user.id, organization_id: organizationId, role: offered, created_at: new Date(clock.now()) })
    .onConflict((conflict) =>
      conflict.columns(["user_id", "organization_id"]).doUpdateSet((row) => ({ user_id: row.ref("excluded.user_id") })),
    )
    .returning("role")
    .executeTakeFirstOrThrow();
  await audit.record(
    {
      ...as(userActor(user), facts),
      organizationId,
      action: "invitation.accept",
      outcome: "success",
      target: { kind: "invitation", id, label: user.email },
      after: { userId: user.id, role, isNewUser },
    },
    tx,
  );
  return role;
}

function notPending(): GatewayError {
  return fail("not_found", { message: "This invitation was accepted, was revoked or has expired. Ask for a new one." });
}

function otherEmail(): GatewayError {
  return fail("permission_denied", { message: "This invitation is for another email address." });
}
