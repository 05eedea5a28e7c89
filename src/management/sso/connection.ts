import { type Kysely, type Selectable, type SqlBool, sql } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { openSecret, sealSecret } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { SsoConnectionsTable } from "../../store/sql/tables/organizations.ts";
import type { ProviderClient } from "./provider.ts";
import type { SsoView } from "./schema.ts";

export type SsoConnection = Selectable<SsoConnectionsTable>;

const contextOf = (organizationId: string) => ({ table: "sso_connections", id: organizationId, organizationId });

export function sealClientSecret(keys: MasterKeys, organizationId: string, secret: string): string {
  return sealSecret(keys, secret, contextOf(organizationId));
}

/** The provider and our client in it, its secret opened. */
export function clientOf(keys: MasterKeys, connection: SsoConnection): ProviderClient {
  const { issuer, client_id: clientId, client_secret: sealed, organization_id: organizationId } = connection;
  return { issuer, clientId, clientSecret: openSecret(keys, sealed, contextOf(organizationId)) };
}

/** The connection of an organization; null when it has none, or is deleted. */
export async function findConnection(db: Kysely<Database>, organizationId: string): Promise<SsoConnection | null> {
  return (await active(db).where("sso_connections.organization_id", "=", organizationId).executeTakeFirst()) ?? null;
}

/** Whether any organization has single sign-on. Which one is for nobody to know who is not signed in. */
export async function hasConnection(db: Kysely<Database>): Promise<boolean> {
  return (await active(db).limit(1).executeTakeFirst()) !== undefined;
}

/**
 * The connection that is meant by an email. Anybody may claim a domain for their organization, and could so draw its
 * people to a page of theirs; so only organizations count that the user belongs to, and the operator's own. Throws
 * `invalid_parameters` when that leaves several.
 */
export async function connectionForEmail(db: Kysely<Database>, email: string): Promise<SsoConnection | null> {
  const domain = domainOf(email);
  const covering = active(db).where(sql<SqlBool>`${domain} = any(sso_connections.email_domains)`);
  const own = await covering
    .innerJoin("memberships", "memberships.organization_id", "sso_connections.organization_id")
    .innerJoin("users", "users.id", "memberships.user_id")
    .where("users.email", "=", email)
    .limit(2)
    .execute();
  const [only, ...others] = own;
  if (others.length > 0) {
    const message = "organization: several of your organizations have single sign-on, so say which one";
    throw fail("invalid_parameters", { message, param: "organization" });
  }
  if (only !== undefined) return only;
  const operators = await covering
    .innerJoin("installation", "installation.organization_id", "sso_connections.organization_id")
    .executeTakeFirst();
  return operators ?? null;
}

function active(db: Kysely<Database>) {
  return db
    .selectFrom("sso_connections")
    .innerJoin("organizations", "organizations.id", "sso_connections.organization_id")
    .where("organizations.status", "=", "active")
    .selectAll("sso_connections");
}

/** What stands after the last `@`. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1);
}

/** Where the provider sends browsers back to. */
export function callbackUrlOf(publicUrl: string): string {
  return `${publicUrl}/api/v1/auth/sso/callback`;
}

/** A connection as the API shows it: without its secret. */
export function toSsoView(row: SsoConnection, publicUrl: string): SsoView {
  return {
    organizationId: row.organization_id,
    issuer: row.issuer,
    clientId: row.client_id,
    emailDomains: row.email_domains,
    defaultRole: row.default_role,
    enforced: row.enforced,
    callbackUrl: callbackUrlOf(publicUrl),
    startUrl: `${publicUrl}/api/v1/auth/sso/start?organization=${row.organization_id}`,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
