import type { Context } from "hono";
import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import { membershipIn } from "../auth/access.ts";
import type { ManagementEnv } from "../http/types.ts";
import { findProject, type ProjectRow } from "../projects/queries.ts";
import type { ConfigPlace, ProjectPlace } from "./deps.ts";
import { noSuchConfig } from "./in-project.ts";
import { type ConfigRow, findConfig } from "./queries.ts";

/** The project; 404 for those of other organizations, 403 where the caller's role is too low. */
export async function requireProject(
  c: Context<ManagementEnv>,
  db: Kysely<Database>,
  projectId: string,
): Promise<ProjectPlace & { readonly project: ProjectRow }> {
  const project = await findProject(db, ownOrganizations(c), projectId);
  if (project === null) throw fail("not_found", { message: "There is no such project." });
  membershipIn(c, project.organization_id);
  return { organizationId: project.organization_id, projectId, project };
}

/** The same for a configuration. */
export async function requireConfig(
  c: Context<ManagementEnv>,
  db: Kysely<Database>,
  configId: string,
): Promise<ConfigPlace & { readonly config: ConfigRow }> {
  const config = await findConfig(db, ownOrganizations(c), configId);
  if (config === null) throw noSuchConfig();
  membershipIn(c, config.organization_id);
  return { organizationId: config.organization_id, projectId: config.project_id, configId, config };
}

function ownOrganizations(c: Context<ManagementEnv>): string[] {
  return c.var.principal.memberships.map((each) => each.organizationId);
}
