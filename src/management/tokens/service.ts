import { type Kysely, type Selectable, sql } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { OrganizationTokensTable } from "../../store/sql/tables/organizations.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { AuthContext } from "../auth/context.ts";
import type { UserPrincipal } from "../auth/principal.ts";
import { isAtLeast } from "../auth/roles.ts";
import { mintToken } from "../auth/secret-tokens.ts";
import { afterCursor, pageOf } from "../http/newest-first.ts";
import { lockOrganization, roleInLocked } from "../organizations/lock.ts";
import type { NewToken, TokenView } from "./schema.ts";

const TOKENS_MAX = 100;

type Deps = Pick<AuthContext, "db" | "clock" | "audit">;

/** Makes a token; its secret is given this once. Throws `permission_denied` for a role beyond the caller's own. */
export async function createToken(
  { db, clock, audit }: Deps,
  place: { readonly organizationId: string; readonly principal: UserPrincipal },
  input: NewToken,
  facts: AuditFacts,
): Promise<{ readonly token: TokenView; readonly secret: string }> {
  const { organizationId, principal } = place;
  const now = new Date(clock.now());
  const { name, role, scopes, expiresAt = null } = input;
  if (expiresAt !== null && expiresAt <= now) {
    throw fail("invalid_parameters", { message: "expiresAt: must be in the future", param: "expiresAt" });
  }
  const { token: secret, hash, last4 } = mintToken("organization");
  const row = await db.transaction().execute(async (tx) => {
    await lockOrganization(tx, organizationId);
    const own = await roleInLocked(tx, organizationId, principal);
    if (!isAtLeast(own, "admin") || !isAtLeast(own, role)) {
      throw fail("permission_denied", { message: "You make tokens of roles up to your own, as an owner or admin." });
    }
    await refuseTooMany(tx, organizationId, now);
    const made = await tx
      .insertInto("organization_tokens")
      .values({
        id: createId("otok"),
        organization_id: organizationId,
        name,
        hash,
        last4,
        role,
        scopes,
        expires_at: expiresAt,
        created_by: principal.user.id,
        created_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const target = { kind: "token", id: made.id, label: name };
    const event = { ...facts, organizationId, action: "token.create", outcome: "success" as const, target };
    await audit.record({ ...event, after: { name, role, scopes, expiresAt: expiresAt?.toISOString() ?? null } }, tx);
    return made;
  });
  return { token: toView(row, now), secret };
}

/** An organization's tokens that are not revoked, newest first. */
export async function listTokens(
  { db, clock }: Pick<AuthContext, "db" | "clock">,
  organizationId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ readonly tokens: TokenView[]; readonly nextCursor: string | null }> {
  let query = live(db, organizationId).selectAll();
  if (cursor !== undefined) query = query.where(afterCursor(cursor, { at: "created_at", id: "id" }));
  const found = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const { rows, nextCursor } = pageOf(found, limit);
  const now = new Date(clock.now());
  return { tokens: rows.map((row) => toView(row, now)), nextCursor };
}

/** Revokes a token at once. Throws `permission_denied` for one of a higher role than the caller's. */
export async function revokeToken(
  { db, clock, audit }: Deps,
  place: { readonly organizationId: string; readonly tokenId: string; readonly principal: UserPrincipal },
  facts: AuditFacts,
): Promise<void> {
  const { organizationId, tokenId, principal } = place;
  await db.transaction().execute(async (tx) => {
    await lockOrganization(tx, organizationId);
    const row = await live(tx, organizationId).where("id", "=", tokenId).selectAll().executeTakeFirst();
    if (row === undefined) throw fail("not_found", { message: "There is no such token." });
    if (!isAtLeast(await roleInLocked(tx, organizationId, principal), row.role)) {
      throw fail("permission_denied", { message: "This token's role is above your own." });
    }
    const revoked = { revoked_at: new Date(clock.now()) };
    await tx.updateTable("organization_tokens").set(revoked).where("id", "=", tokenId).execute();
    const target = { kind: "token", id: tokenId, label: row.name };
    const event = { ...facts, organizationId, action: "token.revoke", outcome: "success" as const, target };
    await audit.record({ ...event, before: { name: row.name, role: row.role, scopes: row.scopes } }, tx);
  });
}

function live(db: Kysely<Database>, organizationId: string) {
  return db
    .selectFrom("organization_tokens")
    .where("organization_id", "=", organizationId)
    .where("revoked_at", "is", null);
}

async function refuseTooMany(tx: Kysely<Database>, organizationId: string, now: Date): Promise<void> {
  const { count } = await live(tx, organizationId)
    .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", now)]))
    .select(sql<number>`count(*)`.as("count"))
    .executeTakeFirstOrThrow();
  if (count < TOKENS_MAX) return;
  throw fail("conflict", { message: `An organization has ${TOKENS_MAX} tokens at most. Revoke one first.` });
}

function toView(row: Selectable<OrganizationTokensTable>, now: Date): TokenView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    role: row.role,
    scopes: row.scopes,
    last4: row.last4,
    status: row.expires_at !== null && row.expires_at <= now ? "expired" : "active",
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
