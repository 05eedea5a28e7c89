import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import type { ConfigError } from "../../projects-config/config-error.ts";
import { diffConfigs } from "../../projects-config/diff-configs.ts";
import { readProjectConfig } from "../../projects-config/read-config.ts";
import { type ProjectConfig, projectConfigSchema } from "../../projects-config/schema/project-config.ts";
import { readYaml } from "../../projects-config/yaml/read-yaml.ts";
import { problemLine, readConfigFile, tellRefused } from "../configs/config-file.ts";
import { type ConfigsApi, type ConfigVersion, openConfigs, RefusedTextError } from "../configs/configs-api.ts";
import { versionOf } from "../configs/find-version.ts";
import { showVersion } from "../configs/show-version.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { plain } from "../output.ts";

interface DiffOptions {
  readonly project: string;
  readonly against?: string;
  readonly exitCode?: boolean;
}

interface PushOptions {
  readonly project: string;
  readonly message?: string;
  readonly approve?: boolean;
  readonly serve?: boolean;
  readonly always?: boolean;
}

interface PullOptions {
  readonly project: string;
  readonly at?: string;
  readonly out?: string;
}

/** What goes between files and a gateway: `diff`, `push`, `pull`. */
export function addConfigPush(config: Command, context: () => CliContext): void {
  config
    .command("diff <file>")
    .description("what a file means that is served does not")
    .requiredOption("--project <id>", "whose configuration")
    .option("--against <version>", "compare with this version instead of the served one")
    .option("--exit-code", "1 when there is a difference")
    .action(async (file: string, options: DiffOptions) => await diff(context(), file, options));
  config
    .command("push <file>")
    .description("make a file the next version; one that is the newest already makes no other")
    .requiredOption("--project <id>", "whose configuration")
    .option("--message <text>", "why; kept in the history")
    .option("--approve", "mark it as reviewed too")
    .option("--serve", "make it live too")
    .option("--always", "make a version even of the same text")
    .action(async (file: string, options: PushOptions) => await push(context(), file, options));
  config
    .command("pull")
    .description("write a version's text; the served one's, else the newest one's")
    .requiredOption("--project <id>", "whose configuration")
    .option("--at <version>", "another version")
    .option("--out <file>", "where to write it instead of standard output")
    .action(async (options: PullOptions) => await pull(context(), options));
}

async function diff(context: CliContext, file: string, { project, against, exitCode }: DiffOptions): Promise<void> {
  const { output } = context;
  const { name, text } = readConfigFile(file);
  const { errors, config: after } = understood(text);
  if (after === undefined) return tellRefused(output, name, errors);
  const api = openConfigs(context);
  const [served] = against === undefined ? await api.list(project, "SERVED") : [await versionOf(api, project, against)];
  const from = served === undefined ? undefined : await api.read(served.id);
  const before = from === undefined ? projectConfigSchema.parse({ routes: {} }) : understood(from.yaml).config;
  if (before === undefined) {
    throw new Error(
      `Version ${from?.version} was written for another version of the gateway. Pull it and compare texts.`,
    );
  }
  const changes = diffConfigs(before, after);
  if (output.json) output.data(JSON.stringify({ from: from?.version ?? null, changes }));
  else for (const { text: sentence } of changes) output.data(plain(sentence));
  output.note(`${changes.length} changes from ${from === undefined ? "nothing" : `version ${from.version}`}.`);
  if (exitCode === true && changes.length > 0) process.exitCode = EXIT.failed;
}

/** By shape alone where only secrets and providers of the project are not known here. */
function understood(text: string): {
  readonly config: ProjectConfig | undefined;
  readonly errors: readonly ConfigError[];
} {
  const { errors, config } = readProjectConfig(text);
  return { errors, config: config ?? projectConfigSchema.safeParse(readYaml(text).value).data };
}

async function push(context: CliContext, file: string, options: PushOptions): Promise<void> {
  const { output } = context;
  const { name, text } = readConfigFile(file);
  const api = openConfigs(context);
  let made: Pushed;
  try {
    made = await pushText(api, text, options);
  } catch (error) {
    if (error instanceof RefusedTextError) return tellRefused(output, name, error.errors);
    throw error;
  }
  for (const warning of made.warnings) output.note(`${problemLine(name, warning)} (warning)`);
  let { config } = made;
  if (!made.isNew) output.note(`The text is that of version ${config.version}, the newest; no version was made.`);
  const steps = options.serve === true ? (["approve", "serve"] as const) : (["approve"] as const);
  if (options.approve === true || options.serve === true) {
    for (const step of steps) if (isNeeded(step, config)) config = await take(api, config, step, options.message);
  }
  showVersion(output, config);
}

interface Pushed {
  readonly config: ConfigVersion;
  readonly warnings: readonly ConfigError[];
  readonly isNew: boolean;
}

async function pushText(api: ConfigsApi, text: string, options: PushOptions): Promise<Pushed> {
  const { project, message, always } = options;
  const path = `/projects/${encodeURIComponent(project)}/configs`;
  const { configs } = await api.ask<{ configs: readonly ConfigVersion[] }>("GET", `${path}?limit=1`);
  const [newest] = configs;
  const checksum = createHash("sha256").update(text, "utf8").digest("hex");
  if (newest?.checksum === checksum && always !== true) return { config: newest, warnings: [], isNew: false };
  const body = { yaml: text, ...(message === undefined ? {} : { message }) };
  const made = await api.ask<{ config: ConfigVersion; warnings: readonly ConfigError[] }>("POST", path, body);
  return { ...made, isNew: true };
}

/** A step that was taken already, such as by a run of the same pipeline before, is not taken again. */
function isNeeded(step: "approve" | "serve", { state }: ConfigVersion): boolean {
  return step === "approve" ? state === "DRAFT" : state !== "SERVED";
}

async function take(
  api: ConfigsApi,
  { id }: ConfigVersion,
  step: "approve" | "serve",
  message: string | undefined,
): Promise<ConfigVersion> {
  const body = message === undefined ? {} : { message };
  return (await api.ask<{ config: ConfigVersion }>("POST", `/configs/${id}/${step}`, body)).config;
}

async function pull(context: CliContext, { project, at, out }: PullOptions): Promise<void> {
  const { output } = context;
  const api = openConfigs(context);
  const found = at === undefined ? await servedOrNewest(api, project) : await versionOf(api, project, at);
  if (found === undefined) throw new Error("The project has no configuration.");
  const { yaml } = await api.read(found.id);
  if (out !== undefined) writeFileSync(out, yaml);
  if (output.json) output.data(JSON.stringify({ config: { ...found, yaml } }));
  // The text ends with a line break of its own as a rule, and data adds one.
  else if (out === undefined) output.data(yaml.replace(/\n$/, ""));
  output.note(`Version ${found.version}, ${found.state}.`);
}

async function servedOrNewest(api: ConfigsApi, project: string): Promise<ConfigVersion | undefined> {
  const [served] = await api.list(project, "SERVED");
  return served ?? (await api.list(project))[0];
}
