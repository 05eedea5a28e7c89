import { fail } from "../../errors/gateway-error.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { validateText } from "./check-text.ts";
import type { ConfigDeps, ProjectPlace } from "./deps.ts";
import { toConfig } from "./queries.ts";
import { createConfig } from "./save-config.ts";
import { type ImportBody, type ImportView, YAML_MAX } from "./schema.ts";

/**
 * Makes a draft of another product's configuration, with a report of what could not be carried over. Where the result
 * is not good yet, such as for secrets that the project does not have, the text is given and no draft is made.
 */
export async function importConfig(
  deps: ConfigDeps,
  place: ProjectPlace,
  { format, text, message }: ImportBody,
  facts: AuditFacts,
): Promise<ImportView> {
  const { yaml, report } = deps.language.import(format, text);
  const notes = report.map(({ path, reason }) => ({ path, reason }));
  if (yaml !== null && yaml.length > YAML_MAX) {
    throw fail("invalid_parameters", { message: "text: is too large once it is converted", param: "text" });
  }
  if (yaml === null) return { config: null, yaml, report: notes, errors: [], missingSecrets: [] };
  const { valid, errors, missingSecrets } = await validateText(deps.db, deps.language, place, yaml);
  const made = { yaml, report: notes, errors, missingSecrets };
  if (!valid) return { config: null, ...made };
  const why = message ?? `Imported from ${format}`;
  const { row } = await createConfig(deps, place, { yaml, message: why }, facts);
  return { config: toConfig(row), ...made };
}
