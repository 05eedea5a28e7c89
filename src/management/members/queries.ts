import type { Kysely } from "kysely";
import type { Database } from "../../store/sql/schema.ts";
import { afterCursor, pageOf } from "../http/newest-first.ts";
import type { MemberView } from "./schema.ts";

/** Members of an organization, those who joined last first. */
export async function listMembers(
  db: Kysely<Database>,
  organizationId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ readonly members: MemberView[]; readonly nextCursor: string | null }> {
  let query = select(db, organizationId);
  if (cursor !== undefined) {
    query = query.where(afterCursor(cursor, { at: "memberships.created_at", id: "memberships.user_id" }));
  }
  const found = await query
    .orderBy("memberships.created_at", "desc")
    .orderBy("memberships.user_id", "desc")
    .limit(limit + 1)
    .execute();
  const { rows, nextCursor } = pageOf(found, limit);
  return { members: rows.map(toMember), nextCursor };
}

/** One member; null for who is none. */
export async function findMember(
  db: Kysely<Database>,
  organizationId: string,
  userId: string,
): Promise<MemberView | null> {
  const row = await select(db, organizationId).where("memberships.user_id", "=", userId).executeTakeFirst();
  return row === undefined ? null : toMember(row);
}

function select(db: Kysely<Database>, organizationId: string) {
  return db
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .leftJoin("user_totp", (join) =>
      join.onRef("user_totp.user_id", "=", "users.id").on("user_totp.confirmed_at", "is not", null),
    )
    .where("memberships.organization_id", "=", organizationId)
    .select([
      "memberships.user_id as id",
      "memberships.role",
      "memberships.created_at",
      "users.email",
      "users.name",
      "user_totp.user_id as totp",
    ]);
}

type MemberRow = Awaited<ReturnType<ReturnType<typeof select>["execute"]>>[number];

function toMember(row: MemberRow): MemberView {
  const { id, email, name, role, totp, created_at } = row;
  return { userId: id, email, name, role, secondFactor: totp !== null, joinedAt: created_at.toISOString() };
}
