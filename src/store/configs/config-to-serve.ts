import type { Kysely } from "kysely";
import { SecretError } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import { Secret } from "../../secrets/secret.ts";
import type { Database } from "../sql/schema.ts";
import type { ServedConfig } from "./load-served.ts";
import { openProjectSecret } from "./project-secret.ts";

/**
 * One configuration as it would be served, whatever its state, with its project's secrets opened; undefined when it is
 * not there, or not in this project. Secrets that cannot be opened are missing.
 */
export async function configToServe(
  db: Kysely<Database>,
  master: MasterKeys,
  { configId, projectId }: { readonly configId: string; readonly projectId: string },
): Promise<ServedConfig | undefined> {
  const row = await db
    .selectFrom("project_configs as config")
    .innerJoin("projects as project", "project.id", "config.project_id")
    .where("config.id", "=", configId)
    .where("config.project_id", "=", projectId)
    .select(["config.id", "config.version", "config.yaml", "config.checksum"])
    .select(["config.organization_id as organizationId", "config.project_id as projectId"])
    .select("project.slug as projectSlug")
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const sealed = await db
    .selectFrom("project_secrets")
    .where("project_id", "=", projectId)
    .select(["id", "organization_id", "name", "secret"])
    .execute();
  const secrets = new Map<string, Secret>();
  for (const one of sealed) {
    try {
      secrets.set(one.name, new Secret(openProjectSecret(master, one)));
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
    }
  }
  return { ...row, secrets };
}
