import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { fromPiiSettings, type GuardrailConfig } from "../../gateway/guardrails/guardrail-config.ts";
import { readGuardrails, readOrganizationSettings } from "../../store/organization-settings.ts";
import type { Database } from "../../store/sql/schema.ts";
import { findProject } from "../projects/queries.ts";
import { readSettings } from "../settings/service.ts";

/** The guardrails that hold for a project's requests, or for an organization's alone. `not_found` for no such project. */
export async function readGuardrailsInForce(
  db: Kysely<Database>,
  organizationId: string,
  projectId: string | undefined,
): Promise<readonly GuardrailConfig[]> {
  const settings = readOrganizationSettings(await readSettings(db, organizationId));
  const ofOrganization = [...fromPiiSettings(settings.pii), ...settings.guardrails];
  if (projectId === undefined) return ofOrganization;
  const project = await findProject(db, [organizationId], projectId);
  if (project === null) throw fail("not_found", { message: "There is no such project." });
  return [...ofOrganization, ...readGuardrails(project.guardrails)];
}
