import { UsageError } from "../exit-codes.ts";
import type { ConfigsApi, ConfigVersion } from "./configs-api.ts";

/** The version of a project with this number. Throws a {@link UsageError} for what is no number. */
export async function versionOf(api: ConfigsApi, projectId: string, number: string): Promise<ConfigVersion> {
  const wanted = /^\d{1,9}$/.test(number) ? Number(number) : null;
  if (wanted === null) throw new UsageError(`'${number}' is not a version.`);
  const found = (await api.list(projectId)).find(({ version }) => version === wanted);
  if (found === undefined) throw new Error(`The project has no version ${wanted}.`);
  return found;
}
