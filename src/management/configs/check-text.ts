import type { Kysely } from "kysely";
import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { renderConfigError } from "../../projects-config/config-error.ts";
import { configToServe } from "../../store/configs/config-to-serve.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { ConfigDeps, ConfigPlace, ProjectPlace } from "./deps.ts";
import type { ConfigLanguage, ConfigProblem, ConfigReading, ProjectFacts } from "./language.ts";
import type { problem, ValidationView } from "./schema.ts";

type ProblemView = (typeof problem)["_output"];

/** What is known of a project outside of its configurations. */
export async function projectFacts(db: Kysely<Database>, place: ProjectPlace): Promise<ProjectFacts> {
  const { organizationId, projectId } = place;
  const secrets = await db.selectFrom("project_secrets").where("project_id", "=", projectId).select("name").execute();
  const own = await db
    .selectFrom("provider_keys")
    .where("organization_id", "=", organizationId)
    .where("custom_name", "is not", null)
    .select("custom_name")
    .execute();
  const names = new Set(secrets.map(({ name }) => name));
  const providers = new Set(own.flatMap(({ custom_name }) => custom_name ?? []));
  return { hasSecret: (name) => names.has(name), providers };
}

/** Reads a text for a project. Throws `invalid_parameters` with every error where it cannot be served. */
export async function requireGoodText(
  db: Kysely<Database>,
  language: ConfigLanguage,
  place: ProjectPlace,
  text: string,
): Promise<ConfigReading> {
  const reading = language.read(text, await projectFacts(db, place));
  if (reading.errors.length > 0) throw badText(reading.errors);
  return reading;
}

/**
 * Tries to make a configuration ready to be served, with its secrets. Throws `invalid_parameters` with every error, as
 * each process that serves it would have to refuse it.
 */
export async function requireServable(
  { checkServing, masterKeys }: Pick<ConfigDeps, "checkServing" | "masterKeys">,
  db: Kysely<Database>,
  place: ConfigPlace,
): Promise<void> {
  const config = await configToServe(db, masterKeys, place);
  const errors = config === undefined ? [] : checkServing(config);
  if (errors.length > 0) throw badText(errors);
}

/** All that is wrong with a text in a project, and what it needs; nothing is stored. */
export async function validateText(
  db: Kysely<Database>,
  language: ConfigLanguage,
  place: ProjectPlace,
  text: string,
): Promise<ValidationView> {
  const facts = await projectFacts(db, place);
  const { errors, warnings, secrets } = language.read(text, facts);
  return {
    valid: errors.length === 0,
    errors: errors.map(toProblem),
    warnings: warnings.map(toProblem),
    secrets: [...secrets],
    missingSecrets: secrets.filter((name) => !facts.hasSecret(name)),
  };
}

/** A problem as the API shows it. */
export function toProblem({ line, column, path, message, suggestion }: ConfigProblem): ProblemView {
  return { line, column, path, message, ...(suggestion === undefined ? {} : { suggestion }) };
}

function badText(errors: readonly ConfigProblem[]): GatewayError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, in details)` : "";
  return fail("invalid_parameters", {
    message: `yaml: ${first === undefined ? "invalid" : renderConfigError(first)}${more}`,
    param: "yaml",
    details: errors.map(toProblem),
  });
}
