import type { Kysely } from "kysely";
import type { Database, Role } from "../../store/sql/schema.ts";
import { isAtLeast, ROLES } from "../auth/roles.ts";

/** How much was revoked. */
export interface Revoked {
  readonly tokens: number;
  readonly invitations: number;
}

export interface RevokedGrants {
  readonly organizationId: string;
  /** Who granted them. */
  readonly userId: string;
  /** Grants up to this role stay; null: none does. */
  readonly keep: Role | null;
  readonly now: Date;
}

/**
 * Revokes the tokens and invitations that a member made with more rights than they have left. They know these tokens,
 * and would else keep by them what was taken from them.
 */
export async function revokeGrants(tx: Kysely<Database>, grants: RevokedGrants): Promise<Revoked> {
  const { organizationId, userId, keep, now } = grants;
  const roles = ROLES.filter((role) => keep === null || !isAtLeast(keep, role));
  if (roles.length === 0) return { tokens: 0, invitations: 0 };
  const tokens = await tx
    .updateTable("organization_tokens")
    .set({ revoked_at: now })
    .where("organization_id", "=", organizationId)
    .where("created_by", "=", userId)
    .where("role", "in", roles)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  const invitations = await tx
    .updateTable("invitations")
    .set({ status: "revoked", updated_at: now })
    .where("organization_id", "=", organizationId)
    .where("invited_by", "=", userId)
    .where("role", "in", roles)
    .where("status", "=", "pending")
    .executeTakeFirst();
  return { tokens: Number(tokens.numUpdatedRows), invitations: Number(invitations.numUpdatedRows) };
}
