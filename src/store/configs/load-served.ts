import type { Kysely, Selectable } from "kysely";
import { SecretError } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import { Secret } from "../../secrets/secret.ts";
import type { Database } from "../sql/schema.ts";
import type { ProjectSecretsTable } from "../sql/tables/project-configs.ts";
import { openProjectSecret } from "./project-secret.ts";

/** A configuration that is live, or planned with in the shadow of one, as the data plane takes it. */
export interface ServedConfig {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  /** Its routes are called `slug/route`. */
  readonly projectSlug: string;
  readonly version: number;
  readonly yaml: string;
  /** SHA-256 of the text in hex: what has the same need not be compiled again. */
  readonly checksum: string;
  /** The project's secrets by name. */
  readonly secrets: ReadonlyMap<string, Secret>;
  /** Set for a version that is not served: the share of the traffic that is planned with it all the same. */
  readonly shadowPercent?: number | undefined;
}

/** Every configuration that is served. */
export interface LoadedConfigs {
  readonly configs: readonly ServedConfig[];
  /** Secrets that could not be opened, with the reason for the log; configurations are without them. */
  readonly unreadable: readonly { readonly id: string; readonly reason: string }[];
}

/** Secrets that are open already, by row; so that a reload opens only what has changed. */
export type OpenedProjectSecrets = Map<string, { readonly sealed: string; readonly value: Secret }>;

/**
 * Reads every served configuration of active projects, all organizations', with its secrets opened. A secret that is
 * broken harms only its project.
 */
export async function loadServedConfigs(
  db: Kysely<Database>,
  master: MasterKeys,
  opened: OpenedProjectSecrets = new Map(),
): Promise<LoadedConfigs> {
  // In one moment of the database, so that a configuration never comes with the secrets of another time.
  const { rows, secrets } = await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => ({ rows: await readServed(tx), secrets: await readSecrets(tx) }));
  const unreadable: LoadedConfigs["unreadable"][number][] = [];
  const byProject = new Map<string, Map<string, Secret>>();
  for (const row of secrets) {
    const own = byProject.get(row.project_id) ?? new Map<string, Secret>();
    byProject.set(row.project_id, own);
    try {
      own.set(row.name, openOnce(row, master, opened));
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
      unreadable.push({ id: row.id, reason: error.message });
    }
  }
  const present = new Set(secrets.map((row) => row.id));
  for (const id of opened.keys()) if (!present.has(id)) opened.delete(id);
  const configs = rows.map(({ shadowPercent, ...row }) =>
    Object.freeze({
      ...row,
      secrets: byProject.get(row.projectId) ?? NONE,
      ...(shadowPercent === null ? {} : { shadowPercent }),
    }),
  );
  return { configs, unreadable };
}

/** Changes in the same transaction as anything that {@link loadServedConfigs} would show. */
export async function servedConfigsVersion(db: Kysely<Database>): Promise<number> {
  const row = await db.selectFrom("served_configs_version").select("version").executeTakeFirstOrThrow();
  return row.version;
}

const NONE: ReadonlyMap<string, Secret> = new Map();

function readServed(db: Kysely<Database>): Promise<ServedRow[]> {
  return db
    .selectFrom("project_configs as config")
    .innerJoin("projects as project", "project.id", "config.project_id")
    .innerJoin("organizations as organization", "organization.id", "config.organization_id")
    .where((on) => on.or([on("config.state", "=", "SERVED"), on("config.shadow_percent", "is not", null)]))
    .where("project.status", "=", "active")
    .where("organization.status", "=", "active")
    .select(["config.id", "config.version", "config.yaml", "config.checksum"])
    .select("config.shadow_percent as shadowPercent")
    .select(["config.organization_id as organizationId", "config.project_id as projectId"])
    .select("project.slug as projectSlug")
    .orderBy("config.organization_id")
    .orderBy("config.project_id")
    .orderBy("config.version")
    .execute();
}

type ServedRow = Omit<ServedConfig, "secrets" | "shadowPercent"> & { readonly shadowPercent: number | null };

type SecretRow = Pick<Selectable<ProjectSecretsTable>, "id" | "organization_id" | "project_id" | "name" | "secret">;

function readSecrets(db: Kysely<Database>): Promise<SecretRow[]> {
  return db
    .selectFrom("project_secrets as secret")
    .innerJoin("projects as project", "project.id", "secret.project_id")
    .where("project.served_config_id", "is not", null)
    .where("project.status", "=", "active")
    .select(["secret.id", "secret.organization_id", "secret.project_id", "secret.name", "secret.secret"])
    .execute();
}

function openOnce(row: SecretRow, master: MasterKeys, opened: OpenedProjectSecrets): Secret {
  const known = opened.get(row.id);
  if (known?.sealed === row.secret) return known.value;
  const value = new Secret(openProjectSecret(master, row));
  opened.set(row.id, { sealed: row.secret, value });
  return value;
}
