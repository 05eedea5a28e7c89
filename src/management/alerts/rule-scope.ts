import type { Transaction } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { NewAlertRule } from "./schema.ts";

/** Bounds that are set without a budget of their own, as alerts and refusals name them. */
const SETTING_BUDGETS: ReadonlySet<string> = new Set([
  ...["", "project_", "key_"].flatMap((of) => ["daily", "weekly", "monthly"].map((period) => `${of}${period}_usd`)),
  "usage-limit",
]);

/**
 * Throws `invalid_parameters` for a project, key or budget that the organization does not have: a rule of it would keep
 * silent about all others, and nobody would know why.
 */
export async function checkScope(
  tx: Transaction<Database>,
  organizationId: string,
  { projectId, apiKeyId, budgetId }: NonNullable<NewAlertRule["scope"]>,
): Promise<void> {
  if (projectId !== undefined && !(await hasLiving(tx, "projects", organizationId, projectId))) {
    throw missing("projectId", "project");
  }
  if (apiKeyId !== undefined && !(await hasLiving(tx, "api_keys", organizationId, apiKeyId))) {
    throw missing("apiKeyId", "API key");
  }
  if (budgetId === undefined || SETTING_BUDGETS.has(budgetId)) return;
  const own = tx.selectFrom("budgets").select("id").where("organization_id", "=", organizationId);
  if ((await own.where("id", "=", budgetId).executeTakeFirst()) === undefined) throw missing("budgetId", "budget");
}

async function hasLiving(
  tx: Transaction<Database>,
  table: "projects" | "api_keys",
  organizationId: string,
  id: string,
): Promise<boolean> {
  const own = tx.selectFrom(table).select("id").where("organization_id", "=", organizationId);
  return (await own.where("id", "=", id).where("status", "<>", "deleted").executeTakeFirst()) !== undefined;
}

function missing(field: string, what: string) {
  const param = `scope.${field}`;
  return fail("invalid_parameters", { message: `${param}: the organization has no such ${what}`, param });
}
