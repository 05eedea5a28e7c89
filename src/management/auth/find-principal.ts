import { type Kysely, sql } from "kysely";
import type { Database } from "../../store/sql/schema.ts";
import type { Membership, TokenPrincipal, UserPrincipal } from "./principal.ts";
import type { GrantedScope } from "./scopes.ts";
import { hashToken } from "./secret-tokens.ts";
import { findSession } from "./sessions.ts";

/** When a token was used is kept to this precision: not every request is to write. */
const TOUCH_AFTER_MS = 60_000;

/** The user of a session's token; null when it is not, or no longer, one. */
export async function findUserPrincipal(
  db: Kysely<Database>,
  token: string,
  nowMs: number,
): Promise<UserPrincipal | null> {
  const session = await findSession(db, token, nowMs);
  if (session === null) return null;
  const { id: sessionId, user, ssoOrganizationId } = session;
  const all = await membershipsOf(db, user.id, ssoOrganizationId);
  const plain = ({ organizationId, organizationName, role }: Membership): Membership => ({
    organizationId,
    organizationName,
    role,
  });
  return {
    kind: "user",
    user,
    sessionId,
    ssoOrganizationId,
    memberships: all.filter((each) => !each.ssoRequired).map(plain),
    ssoRequired: all.filter((each) => each.ssoRequired).map(plain),
  };
}

async function membershipsOf(db: Kysely<Database>, userId: string, ssoOrganizationId: string | null) {
  const isManaged = sql<boolean>`coalesce(sso_connections.enforced and memberships.role <> 'owner'
    and split_part(users.email, '@', 2) = any(sso_connections.email_domains), false)`;
  let query = db
    .selectFrom("memberships")
    .innerJoin("organizations", "organizations.id", "memberships.organization_id")
    .innerJoin("users", "users.id", "memberships.user_id")
    .leftJoin("sso_connections", "sso_connections.organization_id", "memberships.organization_id")
    .where("memberships.user_id", "=", userId)
    .where("organizations.status", "=", "active");
  if (ssoOrganizationId !== null) query = query.where("organizations.id", "=", ssoOrganizationId);
  return await query
    .orderBy("memberships.created_at")
    .orderBy("organizations.id")
    .select([
      "organizations.id as organizationId",
      "organizations.name as organizationName",
      "memberships.role as role",
      (ssoOrganizationId === null ? isManaged : sql<boolean>`false`).as("ssoRequired"),
    ])
    .execute();
}

/** What is known of an organization's token. */
export interface FoundToken {
  readonly principal: TokenPrincipal;
  /** Why it is refused; null when it is good. */
  readonly refusal: "expired" | "revoked" | null;
}

/** The organization's token; null when there never was one. */
export async function findTokenPrincipal(
  db: Kysely<Database>,
  token: string,
  nowMs: number,
): Promise<FoundToken | null> {
  const row = await db
    .selectFrom("organization_tokens as token")
    .innerJoin("organizations", "organizations.id", "token.organization_id")
    .where("token.hash", "=", hashToken(token))
    .select([
      "token.id",
      "token.name",
      "token.role",
      "token.scopes",
      "token.expires_at",
      "token.revoked_at",
      "token.last_used_at",
      "token.organization_id as organizationId",
      "organizations.name as organizationName",
      "organizations.status as organizationStatus",
    ])
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, name, role, organizationId, organizationName } = row;
  const scopes = row.scopes as readonly string[] as readonly GrantedScope[];
  const principal: TokenPrincipal = {
    kind: "token",
    organizationToken: { id, name, organizationId, role, scopes },
    memberships: [{ organizationId, organizationName, role }],
  };
  if (row.revoked_at !== null || row.organizationStatus !== "active") return { principal, refusal: "revoked" };
  if (row.expires_at !== null && row.expires_at.getTime() <= nowMs) return { principal, refusal: "expired" };
  if (nowMs - (row.last_used_at?.getTime() ?? 0) >= TOUCH_AFTER_MS) {
    await db
      .updateTable("organization_tokens")
      .set({ last_used_at: new Date(nowMs) })
      .where("id", "=", id)
      .execute();
  }
  return { principal, refusal: null };
}
