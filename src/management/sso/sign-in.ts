import type { Kysely } from "kysely";
import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import type { Database } from "../../store/sql/schema.ts";
import { createUser, findCredential } from "../auth/accounts.ts";
import { type AuthContext, as, type RequestFacts } from "../auth/context.ts";
import { type SessionUser, userActor } from "../auth/principal.ts";
import { requireOpen } from "../auth/register.ts";
import { email as emailSchema, personName } from "../auth/schema.ts";
import { endSessionOfToken, startSession } from "../auth/sessions.ts";
import type { SignedIn } from "../auth/sign-in.ts";
import { lockOrganization } from "../organizations/lock.ts";
import { noSso } from "./configure.ts";
import { domainOf, findConnection, type SsoConnection } from "./connection.ts";
import { type Claims, ssoFailed } from "./provider.ts";
import { ssoProviderId } from "./provider-id.ts";

const SUBJECT_MAX = 255;

/** What came back from an organization's identity provider. */
export interface SsoArrival {
  readonly organizationId: string;
  /** Of the provider that vouches. */
  readonly issuer: string;
  readonly claims: Claims;
  /** What the browser brought along, to be ended. */
  readonly replaces: string | null;
}

/**
 * Signs in whom an organization's provider vouches for. Who comes for the first time becomes a member. The session
 * reaches this organization alone: its provider is trusted by the organization, and says nothing to others.
 */
export async function signInBySso(context: AuthContext, arrival: SsoArrival, facts: RequestFacts): Promise<SignedIn> {
  const { organizationId, issuer, claims, replaces } = arrival;
  const now = new Date(context.clock.now());
  return await context.db.transaction().execute(async (tx) => {
    await lockOrganization(tx, organizationId);
    const connection = await findConnection(tx, organizationId);
    if (connection === null || connection.issuer !== issuer) throw noSso();
    const email = emailOf(claims, connection);
    const found = (await linkedUser(tx, connection, claims)) ?? (await memberByEmail(tx, connection, email));
    const user = found ?? (await newMember(context, tx, { connection, email, name: claims.name, now }));
    await link(tx, { connection, user, subject: claims.subject, now });
    if (replaces !== null) await endSessionOfToken(tx, replaces);
    const session = await startSession(tx, { userId: user.id, ssoOrganizationId: organizationId, ...facts, now });
    await context.audit.record(
      {
        ...as(userActor(user), facts),
        organizationId,
        action: "auth.sso.login",
        outcome: "success",
        target: { kind: "session", id: session.id },
        after: { isNewMember: found === null, ...(found === null ? { role: connection.default_role } : {}) },
      },
      tx,
    );
    return { ...session, user };
  });
}

/** The email that the provider vouches for, of a domain that the organization lets in. */
function emailOf({ email, emailVerified, subject }: Claims, connection: SsoConnection): string {
  if (subject.length === 0 || subject.length > SUBJECT_MAX) throw ssoFailed("the provider names no subject");
  const parsed = emailSchema.safeParse(email);
  if (!parsed.success) throw ssoFailed("the provider sent no email; let it send the claim email");
  if (emailVerified === false) throw ssoFailed("the provider has not verified your email");
  if (!connection.email_domains.includes(domainOf(parsed.data)))
    throw refused("Your email's domain is not let in here.");
  return parsed.data;
}

/** Who came before with this subject; their membership may have ended since. */
async function linkedUser(
  tx: Kysely<Database>,
  { organization_id: organizationId }: SsoConnection,
  { subject }: Claims,
): Promise<SessionUser | null> {
  const row = await tx
    .selectFrom("accounts")
    .innerJoin("users", "users.id", "accounts.user_id")
    .where("accounts.provider_id", "=", ssoProviderId(organizationId))
    .where("accounts.account_id", "=", subject)
    .select(["users.id", "users.email", "users.name"])
    .executeTakeFirst();
  if (row === undefined) return null;
  await requireMember(tx, organizationId, row.id);
  return row;
}

/**
 * A member with this email who comes for the first time by single sign-on. Who has an account and is no member is
 * refused: an organization could else make anybody its member. So is a member who gave an address and did not confirm
 * it: whom it belongs to would else use an account that somebody else made. And one who came with another subject
 * before: an address that was given to somebody else does not give them the account.
 */
async function memberByEmail(
  tx: Kysely<Database>,
  { organization_id: organizationId }: SsoConnection,
  email: string,
): Promise<SessionUser | null> {
  const credential = await findCredential(tx, email);
  if (credential === null) return null;
  await requireMember(tx, organizationId, credential.user.id);
  if (!credential.emailVerified) {
    throw refused("This address was not confirmed so far. Confirm it first: set a new password by mail.");
  }
  const other = await tx
    .selectFrom("accounts")
    .select("id")
    .where("provider_id", "=", ssoProviderId(organizationId))
    .where("user_id", "=", credential.user.id)
    .executeTakeFirst();
  if (other === undefined) return credential.user;
  throw refused(
    "This address came with another identity before. An administrator removes and invites the member anew.",
  );
}

async function requireMember(tx: Kysely<Database>, organizationId: string, userId: string): Promise<void> {
  const member = await tx
    .selectFrom("memberships")
    .select("role")
    .where("organization_id", "=", organizationId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  if (member !== undefined) return;
  throw refused("An account with this email exists and is no member. Ask for an invitation and accept it first.");
}

interface NewMember {
  readonly connection: SsoConnection;
  readonly email: string;
  readonly name: string | null;
  readonly now: Date;
}

async function newMember(
  context: AuthContext,
  tx: Kysely<Database>,
  { connection, email, name, now }: NewMember,
): Promise<SessionUser> {
  requireOpen(context, true);
  const given = personName.safeParse(name);
  const user = await createUser(tx, {
    email,
    name: given.success ? given.data : email,
    passwordHash: null,
    emailVerified: false,
    now,
  });
  await tx
    .insertInto("memberships")
    .values({
      user_id: user.id,
      organization_id: connection.organization_id,
      role: connection.default_role,
      created_at: now,
    })
    .execute();
  return user;
}

interface Link {
  readonly connection: SsoConnection;
  readonly user: SessionUser;
  readonly subject: string;
  readonly now: Date;
}

async function link(tx: Kysely<Database>, { connection, user, subject, now }: Link): Promise<void> {
  await tx
    .insertInto("accounts")
    .values({
      id: createId("acct"),
      user_id: user.id,
      account_id: subject,
      provider_id: ssoProviderId(connection.organization_id),
      password: null,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(["provider_id", "account_id"]).doNothing())
    .execute();
}

function refused(message: string): GatewayError {
  return fail("permission_denied", { message });
}
