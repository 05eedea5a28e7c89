import type { Transaction } from "kysely";
import type { Database } from "../../store/sql/schema.ts";

/** Removes the budgets of keys or projects that are deleted in the same transaction. */
export async function dropBudgetsOf(
  tx: Transaction<Database>,
  organizationId: string,
  { scope, ids }: { readonly scope: "key" | "project"; readonly ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .deleteFrom("budgets")
    .where("organization_id", "=", organizationId)
    .where("scope", "=", scope)
    .where("scope_id", "in", [...ids])
    .execute();
}
