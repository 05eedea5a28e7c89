import {
  type ConfigFile,
  type ConfigFolder,
  type FileProject,
  folderState,
  readConfigFolder,
  servedFile,
} from "./config-files.ts";
import type { LiveRoutes } from "./live-routes.ts";
import { renderConfigError } from "./projects-config/config-error.ts";
import { secretNamesOf } from "./projects-config/read-config.ts";
import { Secret } from "./secrets/secret.ts";
import { SettingsError } from "./settings-error.ts";
import type { Log } from "./store/log.ts";

const EVERY_MS = 1_000;
const SHOWN_MAX = 20;

export interface ConfigFilesOptions {
  readonly directory: string;
  readonly live: LiveRoutes;
  readonly log: Log;
  /** The project of a slug in the first organization; made when there is none. */
  readonly projectOf: (slug: string) => Promise<FileProject>;
  /** A variable of the operator's environment, for secrets that the file of secrets does not have. */
  readonly variable: (name: string) => string | undefined;
  /** Time between two looks; a second when absent. */
  readonly everyMs?: number;
}

/**
 * Checks that everything in a directory can be served. To be asked before anything else is started, as there is nothing
 * older to fall back to: throws a {@link SettingsError} with all that is wrong.
 */
export function checkConfigFiles(options: Pick<ConfigFilesOptions, "directory" | "live" | "variable">): void {
  const { files, secrets } = readFolder(options.directory);
  const opened = new Map<string, Secret>();
  const lines = files.flatMap((file) => {
    const source = servedFile(file, { organizationId: "", projectId: "" }, secretsOf(file, secrets, opened, options));
    return options.live.check(source).map((error) => `${file.name}:${renderConfigError(error)}`);
  });
  if (lines.length === 0) return;
  const more = lines.length > SHOWN_MAX ? `\nand ${lines.length - SHOWN_MAX} more` : "";
  throw new SettingsError(
    `Setting CONFIG_DIR: these cannot be served:\n${lines.slice(0, SHOWN_MAX).join("\n")}${more}`,
  );
}

/**
 * Serves the configurations of a directory, and each change of it. A bad file is told in the log, and what was served
 * before stays. Gives what stops following.
 */
export async function followConfigFiles(options: ConfigFilesOptions): Promise<() => Promise<void>> {
  const { directory, log } = options;
  const opened = new Map<string, Secret>();
  let state = "";
  let complaint = "";
  const look = async (): Promise<void> => {
    try {
      const now = folderState(directory);
      if (now === state) return;
      await serveFolder(options, readConfigFolder(directory), opened);
      state = now;
      complaint = "";
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== complaint) log.error({ reason }, "CONFIG_DIR cannot be read; what was served before stays");
      complaint = reason;
    }
  };
  let looking = look();
  await looking;
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, options.everyMs ?? EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

function readFolder(directory: string): ConfigFolder {
  try {
    return readConfigFolder(directory);
  } catch (error) {
    throw new SettingsError(`Setting CONFIG_DIR: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function serveFolder(
  options: ConfigFilesOptions,
  { files, secrets }: ConfigFolder,
  opened: Map<string, Secret>,
): Promise<void> {
  const sources = [];
  for (const file of files) {
    const project = await options.projectOf(file.projectSlug);
    sources.push(servedFile(file, project, secretsOf(file, secrets, opened, options)));
  }
  await options.live.update("files", sources);
}

/** The secrets that a file refers to: of the file of secrets, else of the environment. */
function secretsOf(
  { yaml }: ConfigFile,
  secrets: ConfigFolder["secrets"],
  opened: Map<string, Secret>,
  { variable }: Pick<ConfigFilesOptions, "variable">,
): ReadonlyMap<string, Secret> {
  const found = new Map<string, Secret>();
  for (const name of secretNamesOf(yaml)) {
    const text = secrets.get(name)?.reveal() ?? variable(name);
    if (text !== undefined) found.set(name, once(opened, name, text));
  }
  return found;
}

/** The same object for the same text, so that nothing is compiled anew for it. */
function once(opened: Map<string, Secret>, name: string, text: string): Secret {
  const before = opened.get(name);
  if (before?.reveal() === text) return before;
  const secret = new Secret(text);
  opened.set(name, secret);
  return secret;
}
