import type { Context } from "hono";
import type { Selectable } from "kysely";
import type { GatewayError } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import { membershipIn } from "../auth/access.ts";
import type { ManagementEnv } from "../http/types.ts";
import type { AlertDeps } from "./deps.ts";
import { type AlertTable, findIn } from "./queries.ts";

/** Organizations whose objects a list shows: the one that is named, or all that the caller may read. */
export function organizationsOf(c: Context<ManagementEnv>, organizationId: string | undefined): readonly string[] {
  const memberships = organizationId === undefined ? c.var.allowed : [membershipIn(c, organizationId)];
  return memberships.map((each) => each.organizationId);
}

/** An object that the caller may touch; 404 for those of other organizations, 403 where their role is too low. */
export async function requireIn<Table extends AlertTable>(
  c: Context<ManagementEnv>,
  { db }: AlertDeps,
  table: Table,
  wanted: { readonly id: string; readonly missing: () => GatewayError },
): Promise<Selectable<Database[Table]>> {
  const own = c.var.principal.memberships.map((each) => each.organizationId);
  const row = await findIn(db, table, own, wanted.id);
  if (row === null) throw wanted.missing();
  membershipIn(c, row.organization_id);
  return row;
}
