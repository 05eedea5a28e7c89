import { type Kysely, sql } from "kysely";
import { PLANS } from "../../plans.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { Membership } from "../auth/principal.ts";
import type { OrganizationView } from "./schema.ts";

/** The organizations of these memberships, oldest first; deleted ones are left out. */
export async function readOrganizations(
  db: Kysely<Database>,
  memberships: readonly Membership[],
): Promise<readonly OrganizationView[]> {
  if (memberships.length === 0) return [];
  const ids = memberships.map((each) => each.organizationId);
  const rows = await db
    .selectFrom("organizations")
    .leftJoin("sso_connections", "sso_connections.organization_id", "organizations.id")
    .leftJoin("organization_settings", "organization_settings.organization_id", "organizations.id")
    .leftJoin("installation", "installation.organization_id", "organizations.id")
    .where("organizations.id", "in", ids)
    .where("organizations.status", "=", "active")
    .select([
      "organizations.id",
      "organizations.name",
      "organizations.plan",
      "organizations.created_at",
      "organizations.updated_at",
      "sso_connections.enforced",
      "installation.organization_id as operates",
      sql<boolean>`coalesce((organization_settings.document #>> '{retention,store_content}')::boolean, false)`.as(
        "storesContent",
      ),
      sql<boolean>`coalesce(jsonb_array_length(nullif(organization_settings.document -> 'ipAllowlist', 'null')), 0) > 0`.as(
        "restrictsIps",
      ),
    ])
    .orderBy("organizations.created_at")
    .orderBy("organizations.id")
    .execute();
  const roles = new Map(memberships.map((each) => [each.organizationId, each.role]));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    plan: row.plan,
    planRateLimits: { ...PLANS[row.plan] },
    role: roles.get(row.id) ?? "viewer",
    operates: row.operates !== null,
    settings: {
      singleSignOn: row.enforced === null ? "off" : row.enforced ? "enforced" : "offered",
      storesContent: row.storesContent,
      restrictsIps: row.restrictsIps,
    },
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }));
}
