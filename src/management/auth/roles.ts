import type { Role } from "../../store/sql/schema.ts";

/** From most to least allowed. */
export const ROLES = ["owner", "admin", "developer", "viewer"] as const satisfies readonly Role[];

const RANK: Readonly<Record<Role, number>> = { viewer: 0, developer: 1, admin: 2, owner: 3 };

/** True when a role includes all that another may do. */
export function isAtLeast(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}
