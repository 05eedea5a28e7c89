import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PROVIDER_IDS } from "./providers/registry.ts";
import { Secret } from "./secrets/secret.ts";
import type { ServedConfig } from "./store/configs/load-served.ts";

/** Flat map of the secrets that all files of the directory may refer to. */
const SECRETS_FILE = "secrets.yaml";
const CONFIG_FILE = /^([a-z0-9][a-z0-9-]{0,62})\.ya?ml$/;
/** Larger ones are no configurations. */
const FILE_BYTES_MAX = 2_000_000;

/** A file of the directory that says what a project serves. */
export interface ConfigFile {
  readonly name: string;
  readonly projectSlug: string;
  readonly yaml: string;
  /** SHA-256 in hex. */
  readonly checksum: string;
}

/** Everything in a directory of configurations. */
export interface ConfigFolder {
  readonly files: readonly ConfigFile[];
  /** Of the file of secrets; in memory only. */
  readonly secrets: ReadonlyMap<string, Secret>;
}

/** Names, sizes and times of everything in a directory: another text as soon as something may have changed. */
export function folderState(directory: string): string {
  return JSON.stringify(
    readdirSync(directory)
      .filter(isRead)
      .sort()
      .map((name) => {
        // Through links, as directories are commonly swapped by one.
        const { mtimeMs, size, ino } = statSync(join(directory, name));
        return [name, mtimeMs, size, ino];
      }),
  );
}

function isRead(name: string): boolean {
  return CONFIG_FILE.test(name);
}

/**
 * Reads a directory. Throws, naming the file, for what cannot be read, for two files of one project, and for a name that
 * no project can have.
 */
export function readConfigFolder(directory: string): ConfigFolder {
  const names = readdirSync(directory).filter(isRead).sort();
  const files = names.filter((name) => name !== SECRETS_FILE).map((name) => readConfigFile(directory, name));
  for (const { name, projectSlug } of files) {
    if (projectSlug === "auto" || PROVIDER_IDS.has(projectSlug))
      throw new Error(`${name}: '${projectSlug}' is the id of a provider, or 'auto', and can be no project`);
  }
  const bySlug = Map.groupBy(files, ({ projectSlug }) => projectSlug);
  for (const [slug, same] of bySlug) {
    if (same.length > 1) throw new Error(`${same.map(({ name }) => name).join(" and ")} are both of project '${slug}'`);
  }
  return { files, secrets: names.includes(SECRETS_FILE) ? readSecrets(join(directory, SECRETS_FILE)) : new Map() };
}

function readConfigFile(directory: string, name: string): ConfigFile {
  const path = join(directory, name);
  if (statSync(path).size > FILE_BYTES_MAX) throw new Error(`${name} is larger than ${FILE_BYTES_MAX} bytes`);
  const yaml = readFileSync(path, "utf8");
  const projectSlug = CONFIG_FILE.exec(name)?.[1] ?? "";
  return { name, projectSlug, yaml, checksum: createHash("sha256").update(yaml).digest("hex") };
}

function readSecrets(path: string): ReadonlyMap<string, Secret> {
  let read: unknown;
  try {
    read = parse(readFileSync(path, "utf8"));
  } catch {
    // Without what was thrown: it quotes the text.
    throw new Error(`${SECRETS_FILE} is no YAML`);
  }
  if (typeof read !== "object" || read === null || Array.isArray(read))
    throw new Error(`${SECRETS_FILE} must be a map of names to texts`);
  return new Map(
    Object.entries(read).map(([name, value]) => {
      if (typeof value !== "string" || value === "") throw new Error(`${SECRETS_FILE}: '${name}' must be a text`);
      return [name, new Secret(value)];
    }),
  );
}

/** Which project of the installation a file is of. */
export interface FileProject {
  readonly organizationId: string;
  readonly projectId: string;
}

/** A file as the data plane takes served configurations. It has no version; its id tells its text. */
export function servedFile(
  { name, projectSlug, yaml, checksum }: ConfigFile,
  project: FileProject,
  secrets: ReadonlyMap<string, Secret>,
): ServedConfig {
  return { id: `${name}@${checksum.slice(0, 12)}`, ...project, projectSlug, version: 0, yaml, checksum, secrets };
}
