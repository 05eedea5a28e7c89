import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { AuthContext } from "../auth/context.ts";
import type { Principal } from "../auth/principal.ts";
import { ssoProviderId } from "../sso/provider-id.ts";
import { lockOrganization, roleInLocked } from "./lock.ts";

type Deps = Pick<AuthContext, "db" | "clock" | "audit">;

/** Renames an organization; nothing is written when the name is the same. */
export async function renameOrganization(
  { db, clock, audit }: Deps,
  { organizationId, name }: { readonly organizationId: string; readonly name: string | undefined },
  facts: AuditFacts,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = await lockOrganization(tx, organizationId);
    if (name === undefined || name === before.name) return;
    const changed = { name, updated_at: new Date(clock.now()) };
    await tx.updateTable("organizations").set(changed).where("id", "=", organizationId).execute();
    const target = { kind: "organization", id: organizationId, label: name };
    const event = { ...facts, organizationId, action: "organization.update", outcome: "success" as const, target };
    await audit.record({ ...event, before: { name: before.name }, after: { name } }, tx);
  });
}

/**
 * Deletes an organization for everybody: its keys, tokens, invitations and connections end with it; its logs stay in
 * the database and are shown to nobody. Throws `conflict` for the organization of the installation.
 */
export async function deleteOrganization(
  { db, clock, audit }: Deps,
  { organizationId, principal }: { readonly organizationId: string; readonly principal: Principal },
  facts: AuditFacts,
): Promise<void> {
  const now = new Date(clock.now());
  await db.transaction().execute(async (tx) => {
    const { name } = await lockOrganization(tx, organizationId);
    if ((await roleInLocked(tx, organizationId, principal)) !== "owner") {
      throw fail("permission_denied", { message: "Only owners delete an organization." });
    }
    await refuseInstallation(tx, organizationId);
    await tx
      .updateTable("organizations")
      .set({ status: "deleted", updated_at: now })
      .where("id", "=", organizationId)
      .execute();
    const revokedKeys = await endDataPlane(tx, organizationId, now);
    await endAccess(tx, organizationId, now);
    const target = { kind: "organization", id: organizationId, label: name };
    const event = { ...facts, organizationId, action: "organization.delete", outcome: "success" as const, target };
    await audit.record({ ...event, before: { name, status: "active" }, after: { status: "deleted", revokedKeys } }, tx);
  });
}

/** Later starts look for the first organization, and make a given key exist in it. */
async function refuseInstallation(tx: Kysely<Database>, organizationId: string): Promise<void> {
  const row = await tx
    .selectFrom("installation")
    .select("organization_id")
    .where("organization_id", "=", organizationId)
    .executeTakeFirst();
  if (row === undefined) return;
  throw fail("conflict", {
    message: "This is the gateway's first organization; it stays. Delete its projects instead.",
  });
}

/** Gives the number of API keys that are no longer answered. */
async function endDataPlane(tx: Kysely<Database>, organizationId: string, now: Date): Promise<number> {
  await tx
    .updateTable("projects")
    .set({ status: "deleted", updated_at: now })
    .where("organization_id", "=", organizationId)
    .where("status", "<>", "deleted")
    .execute();
  const keys = await tx
    .updateTable("api_keys")
    .set({ status: "deleted", status_reason: null, updated_at: now })
    .where("organization_id", "=", organizationId)
    .where("status", "<>", "deleted")
    .executeTakeFirst();
  // Not kept as the rest is: they hold the secrets of others.
  await tx.deleteFrom("provider_keys").where("organization_id", "=", organizationId).execute();
  return Number(keys.numUpdatedRows);
}

async function endAccess(tx: Kysely<Database>, organizationId: string, now: Date): Promise<void> {
  await tx
    .updateTable("organization_tokens")
    .set({ revoked_at: now })
    .where("organization_id", "=", organizationId)
    .where("revoked_at", "is", null)
    .execute();
  await tx
    .updateTable("invitations")
    .set({ status: "revoked", updated_at: now })
    .where("organization_id", "=", organizationId)
    .where("status", "=", "pending")
    .execute();
  await tx.deleteFrom("sso_connections").where("organization_id", "=", organizationId).execute();
  await tx.deleteFrom("sessions").where("sso_organization_id", "=", organizationId).execute();
  await tx.deleteFrom("accounts").where("provider_id", "=", ssoProviderId(organizationId)).execute();
}
