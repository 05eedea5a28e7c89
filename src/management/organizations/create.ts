import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { AuthContext } from "../auth/context.ts";

/** Organizations that one user may own. */
const OWNED_MAX = 20;

export interface NewOrganization {
  readonly name: string;
  readonly ownerId: string;
  readonly now: Date;
}

/** Makes an organization with its owner, and gives its id. */
export async function insertOrganization(db: Kysely<Database>, given: NewOrganization): Promise<string> {
  const { name, ownerId, now } = given;
  const id = createId("org");
  await db.insertInto("organizations").values({ id, name, plan: "free", created_at: now, updated_at: now }).execute();
  await db
    .insertInto("memberships")
    .values({ user_id: ownerId, organization_id: id, role: "owner", created_at: now })
    .execute();
  return id;
}

/** Makes an organization for a user. Throws `permission_denied` where only operators may, and at the limit. */
export async function createOrganization(
  { db, clock, audit, config }: AuthContext,
  given: { readonly name: string; readonly userId: string },
  facts: AuditFacts,
): Promise<string> {
  const now = new Date(clock.now());
  return await db.transaction().execute(async (tx) => {
    if (config.organizationCreation === "operator" && !(await isOperator(tx, given.userId))) {
      throw fail("permission_denied", {
        message: "Only owners of this gateway's first organization make further ones.",
      });
    }
    // Of several requests at once, each counts what the one before made.
    await tx.selectFrom("users").select("id").where("id", "=", given.userId).forNoKeyUpdate().execute();
    if ((await ownedBy(tx, given.userId)) >= OWNED_MAX) {
      throw fail("permission_denied", { message: `One user owns ${OWNED_MAX} organizations at most.` });
    }
    const id = await insertOrganization(tx, { name: given.name, ownerId: given.userId, now });
    await audit.record(
      {
        ...facts,
        organizationId: id,
        action: "organization.create",
        outcome: "success",
        target: { kind: "organization", id, label: given.name },
        after: { name: given.name },
      },
      tx,
    );
    return id;
  });
}

/** True for owners of the organization that the first start made. */
async function isOperator(db: Kysely<Database>, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom("installation")
    .innerJoin("memberships", "memberships.organization_id", "installation.organization_id")
    .where("memberships.user_id", "=", userId)
    .where("memberships.role", "=", "owner")
    .select("memberships.user_id")
    .executeTakeFirst();
  return row !== undefined;
}

async function ownedBy(db: Kysely<Database>, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom("memberships")
    .innerJoin("organizations", "organizations.id", "memberships.organization_id")
    .where("memberships.user_id", "=", userId)
    .where("memberships.role", "=", "owner")
    .where("organizations.status", "=", "active")
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}
