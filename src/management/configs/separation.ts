import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { ConfigActor } from "../../store/sql/tables/project-configs.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { readSettings } from "../settings/service.ts";
import type { ConfigRow } from "./queries.ts";

/**
 * Where an organization wants two people for what goes live: throws `permission_denied` when who serves is who approved.
 * A token counts as the person who made it, so that nobody is two by making one.
 */
export async function requireOtherPerson(
  db: Kysely<Database>,
  organizationId: string,
  { approved_by }: ConfigRow,
  { actor }: AuditFacts,
): Promise<void> {
  const { configs } = await readSettings(db, organizationId);
  if (configs?.separate_approval !== true || approved_by === null) return;
  const [approver, server] = await Promise.all([personOf(db, approved_by), personOf(db, actor)]);
  if (approver !== server) return;
  throw fail("permission_denied", {
    message: "You approved this version; in this organization somebody else has to serve it.",
    details: { approvedBy: approved_by },
  });
}

/** The id of the user who acts, or who made the token that acts; else the actor's own. */
async function personOf(db: Kysely<Database>, { kind, id }: ConfigActor): Promise<string | null> {
  if (kind !== "token" || id === null) return id;
  const token = await db.selectFrom("organization_tokens").where("id", "=", id).select("created_by").executeTakeFirst();
  return token?.created_by ?? id;
}
