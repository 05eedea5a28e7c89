import { type Kysely, type SqlBool, sql } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import { errorCodeOf } from "../../store/store-start-error.ts";
import { emailTaken } from "./accounts.ts";
import { withProof } from "./confirm-identity.ts";
import { type AuthContext, as, type RequestFacts } from "./context.ts";
import { notify } from "./notify.ts";
import { onlyOrganizationOf, type SessionUser, type UserPrincipal, userActor } from "./principal.ts";

const UNIQUE_VIOLATION = "23505";

/** What a user may change of themselves; absent members stay. */
export interface MeChange {
  readonly name?: string | undefined;
  /** Lower case. */
  readonly email?: string | undefined;
  /** The present one; needed for another email, because mails to it set new passwords. */
  readonly password?: string | undefined;
}

/** What else is shown of a user to themselves. */
export async function readMe(db: Kysely<Database>, userId: string) {
  const row = await db
    .selectFrom("users")
    .leftJoin("user_totp", (join) =>
      join.onRef("user_totp.user_id", "=", "users.id").on("user_totp.confirmed_at", "is not", null),
    )
    .where("users.id", "=", userId)
    .select(["users.email_verified", "user_totp.user_id as totp"])
    .executeTakeFirst();
  return { secondFactor: (row?.totp ?? null) !== null, emailVerified: row?.email_verified ?? false };
}

/** Changes the name, the email or both. Throws `conflict` for an email that somebody else has. */
export async function changeMe(
  context: AuthContext,
  principal: UserPrincipal,
  change: MeChange,
  facts: RequestFacts,
): Promise<SessionUser> {
  const { user } = principal;
  const organizationId = onlyOrganizationOf(principal);
  const after = { ...user, name: change.name ?? user.name, email: change.email ?? user.email };
  if (after.email === user.email) {
    if (after.name !== user.name) {
      await context.db
        .transaction()
        .execute((tx) => write(context, tx, { before: user, after, organizationId }, facts));
    }
    return after;
  }
  if (change.password === undefined) {
    throw fail("invalid_parameters", { message: "password: needed to change the email", param: "password" });
  }
  await withProof(context, user, { password: change.password, facts }, async (tx) => {
    await refuseManaged(tx, user);
    await write(context, tx, { before: user, after, organizationId }, facts);
  });
  notify(context, user.email, `Its email address is now ${after.email}`);
  return after;
}

interface Written {
  readonly before: SessionUser;
  readonly after: SessionUser;
  /** Whose audit log tells of it. */
  readonly organizationId: string | null;
}

async function write(
  { clock, audit }: AuthContext,
  tx: Kysely<Database>,
  { before, after, organizationId }: Written,
  facts: RequestFacts,
): Promise<void> {
  const isOther = before.email !== after.email;
  const verified = isOther ? { email_verified: false } : {};
  const values = { name: after.name, email: after.email, updated_at: new Date(clock.now()), ...verified };
  try {
    await tx.updateTable("users").set(values).where("id", "=", before.id).execute();
  } catch (error) {
    throw errorCodeOf(error) === UNIQUE_VIOLATION ? emailTaken() : error;
  }
  // Links that were mailed to the old address.
  if (isOther) await tx.deleteFrom("password_resets").where("user_id", "=", before.id).execute();
  const named = ({ name, email }: SessionUser) => (isOther ? { name, email } : { name });
  const target = { kind: "user", id: before.id, label: after.email };
  const event = { ...as(userActor(before), facts), organizationId, action: "auth.profile.change", target };
  await audit.record({ ...event, outcome: "success", before: named(before), after: named(after) }, tx);
}

/** Who is let in by their address' domain must not take another to escape its single sign-on. */
async function refuseManaged(tx: Kysely<Database>, { id, email }: SessionUser): Promise<void> {
  const domain = email.slice(email.lastIndexOf("@") + 1);
  const managing = await tx
    .selectFrom("memberships")
    .innerJoin("organizations", "organizations.id", "memberships.organization_id")
    .innerJoin("sso_connections", "sso_connections.organization_id", "organizations.id")
    .where("memberships.user_id", "=", id)
    .where("organizations.status", "=", "active")
    .where(sql<SqlBool>`${domain} = any(sso_connections.email_domains)`)
    .select("organizations.name")
    .executeTakeFirst();
  if (managing === undefined) return;
  throw fail("permission_denied", { message: `Your address belongs to the single sign-on of ${managing.name}.` });
}
