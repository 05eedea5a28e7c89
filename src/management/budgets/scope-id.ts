import type { Transaction } from "kysely";
import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { NewBudget } from "./schema.ts";

/** What tags of requests can be: see the limits of labels in the gateway. */
const TAG = /^[^=\p{Cc}]{1,64}=[^\p{Cc}]{1,256}$/u;

/**
 * What a new budget is about; its project or key is kept from being deleted meanwhile. Throws `invalid_parameters` for
 * what cannot be meant and `not_found` for what is not there.
 */
export async function scopeIdOf(
  tx: Transaction<Database>,
  organizationId: string,
  { scope, scopeId }: Pick<NewBudget, "scope" | "scopeId">,
): Promise<string> {
  if (scope === "organization") {
    if (scopeId === undefined || scopeId === organizationId) return organizationId;
    throw wrong("is the organization itself where the scope is: leave it out");
  }
  if (scopeId === undefined) throw wrong(`is needed: the id of the ${scope}, or of a tag its name=value`);
  if (scope === "tag") return tagOf(scopeId);
  const row = await tx
    .selectFrom(scope === "project" ? "projects" : "api_keys")
    .select("id")
    .where("id", "=", scopeId)
    .where("organization_id", "=", organizationId)
    .where("status", "<>", "deleted")
    .forShare()
    .executeTakeFirst();
  if (row !== undefined) return scopeId;
  const message = scope === "project" ? "There is no such project." : "There is no such API key.";
  throw fail("not_found", { message, param: "scopeId" });
}

function tagOf(scopeId: string): string {
  if (TAG.test(scopeId) && scopeId.isWellFormed()) return scopeId;
  throw wrong("must be a tag as requests carry it, such as team=search, or team=* for each value of its own");
}

function wrong(what: string): GatewayError {
  return fail("invalid_parameters", { message: `scopeId: ${what}.`, param: "scopeId" });
}
