import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database, Role } from "../../store/sql/schema.ts";
import type { Principal } from "../auth/principal.ts";
import { isAtLeast } from "../auth/roles.ts";

/**
 * Holds an organization until the transaction ends, so that changes of its members happen one after the other. Throws
 * `not_found` when it is deleted.
 */
export async function lockOrganization(
  tx: Kysely<Database>,
  organizationId: string,
): Promise<{ readonly name: string }> {
  const row = await tx
    .selectFrom("organizations")
    .select("name")
    .where("id", "=", organizationId)
    .where("status", "=", "active")
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw fail("not_found", { message: "There is no such organization." });
  return row;
}

/**
 * The role with which somebody may change members now, in an organization that is locked: what the request began with
 * may have been taken from them meanwhile. A token counts as an admin at most: owners are a matter between people.
 */
export async function roleInLocked(tx: Kysely<Database>, organizationId: string, principal: Principal): Promise<Role> {
  if (principal.kind === "token") {
    const { role } = principal.organizationToken;
    return isAtLeast(role, "owner") ? "admin" : role;
  }
  const row = await tx
    .selectFrom("memberships")
    .select("role")
    .where("organization_id", "=", organizationId)
    .where("user_id", "=", principal.user.id)
    .executeTakeFirst();
  if (row === undefined) throw fail("not_found", { message: "There is no such organization." });
  return row.role;
}
