import { type Kysely, sql } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { SessionUser } from "./principal.ts";

/** `accounts.provider_id` of passwords. */
const CREDENTIAL = "credential";

/** What signing in needs to know of an account. */
export interface Credential {
  readonly user: SessionUser;
  /** Null for a user who has no password. */
  readonly passwordHash: string | null;
  readonly hasTotp: boolean;
  readonly emailVerified: boolean;
  /** The user's only organization, whose audit log then tells of their signing in; null for none or several. */
  readonly organizationId: string | null;
}

/** The account of an email; null when there is none. One query either way. */
export async function findCredential(db: Kysely<Database>, email: string): Promise<Credential | null> {
  return await credentialWhere(db, "email", email);
}

/** The account of a user. */
export async function credentialOfUser(db: Kysely<Database>, userId: string): Promise<Credential | null> {
  return await credentialWhere(db, "id", userId);
}

async function credentialWhere(
  db: Kysely<Database>,
  column: "id" | "email",
  value: string,
): Promise<Credential | null> {
  const row = await db
    .selectFrom("users")
    .leftJoin("accounts", (join) =>
      join.onRef("accounts.user_id", "=", "users.id").on("accounts.provider_id", "=", CREDENTIAL),
    )
    .leftJoin("user_totp", (join) =>
      join.onRef("user_totp.user_id", "=", "users.id").on("user_totp.confirmed_at", "is not", null),
    )
    .where(`users.${column}`, "=", value)
    .select([
      "users.id",
      "users.email",
      "users.name",
      "users.email_verified as emailVerified",
      "accounts.password",
      "user_totp.user_id as totp",
      onlyOrganization.as("organizationId"),
    ])
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, email, name, password, totp, emailVerified, organizationId } = row;
  return { user: { id, email, name }, passwordHash: password, hasTotp: totp !== null, emailVerified, organizationId };
}

const onlyOrganization = sql<string | null>`(
  select min(memberships.organization_id) from memberships
  join organizations on organizations.id = memberships.organization_id and organizations.status = 'active'
  where memberships.user_id = users.id having count(*) = 1)`;

export interface NewUser {
  readonly email: string;
  readonly name: string;
  /** Null for a user who comes by single sign-on. */
  readonly passwordHash: string | null;
  readonly emailVerified: boolean;
  readonly now: Date;
}

/** Makes a user. Throws `conflict` when the email has an account. */
export async function createUser(db: Kysely<Database>, user: NewUser): Promise<SessionUser> {
  const { email, name, now } = user;
  const made = await db
    .insertInto("users")
    .values({
      id: createId("user"),
      name,
      email,
      email_verified: user.emailVerified,
      image: null,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (made === undefined) throw emailTaken();
  if (user.passwordHash !== null) await setPasswordHash(db, made.id, user.passwordHash, now);
  return { id: made.id, email, name };
}

/** True when the user's password is the one that was found; it then stays so until the transaction ends. */
export async function isStillPassword(tx: Kysely<Database>, { user, passwordHash }: Credential): Promise<boolean> {
  const row = await tx
    .selectFrom("accounts")
    .select("password")
    .where("user_id", "=", user.id)
    .where("provider_id", "=", CREDENTIAL)
    .forShare()
    .executeTakeFirst();
  return row !== undefined && row.password === passwordHash;
}

/** Gives a user a password, or another one. */
export async function setPasswordHash(db: Kysely<Database>, userId: string, hash: string, now: Date): Promise<void> {
  await db
    .insertInto("accounts")
    .values({
      id: createId("acct"),
      user_id: userId,
      account_id: userId,
      provider_id: CREDENTIAL,
      password: hash,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(["provider_id", "account_id"]).doUpdateSet({ password: hash, updated_at: now }),
    )
    .execute();
}

/** The failure of an email that somebody else has. */
export function emailTaken() {
  const message = "An account with this email exists. Sign in, or set a new password if it was forgotten.";
  return fail("conflict", { message, param: "email" });
}
