import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import type { ConfigError } from "../../projects-config/config-error.ts";
import { importLitellm } from "../../projects-config/import/litellm.ts";
import { importPortkey } from "../../projects-config/import/portkey.ts";
import { projectConfigJsonSchema } from "../../projects-config/json-schema.ts";
import { readProjectConfig } from "../../projects-config/read-config.ts";
import { problemLine, readConfigFile } from "../configs/config-file.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { plain } from "../output.ts";

interface ValidateOptions {
  readonly secret?: readonly string[];
  readonly provider?: readonly string[];
}

interface ImportOptions {
  readonly from: "litellm" | "portkey";
  readonly out?: string;
}

/** What a file was found to be. */
interface Checked {
  readonly file: string;
  readonly valid: boolean;
  readonly errors: readonly ConfigError[];
  readonly warnings: readonly ConfigError[];
  readonly secrets: readonly string[];
}

/** What needs no gateway: `validate`, `schema`, `import`. */
export function addConfigFiles(config: Command, context: () => CliContext): void {
  config
    .command("validate <files...>")
    .description("check files without a gateway; 1 when one has errors; - is what is piped in")
    .option("--secret <names...>", "the secrets that there are; without it none is looked for")
    .option("--provider <names...>", "providers that the organization added")
    .action((files: readonly string[], options: ValidateOptions) => validate(context(), files, options));
  config
    .command("schema")
    .description("the JSON Schema of configurations, for editors")
    .action(() => {
      context().output.data(JSON.stringify(projectConfigJsonSchema(), null, 2));
    });
  config
    .command("import <file>")
    .description("make a configuration of another product's, and tell what could not be carried over")
    .addOption(new Option("--from <format>", "whose").choices(["litellm", "portkey"]).makeOptionMandatory())
    .option("--out <file>", "where to write it instead of standard output")
    .action((file: string, options: ImportOptions) => importFile(context(), file, options));
}

function validate({ output }: CliContext, files: readonly string[], { secret, provider }: ValidateOptions): void {
  const known = secret === undefined ? undefined : new Set(secret);
  const checked = files.map((file): Checked => {
    const { errors, warnings, secrets } = readProjectConfig(readConfigFile(file).text, {
      secrets: known === undefined ? undefined : (name) => known.has(name),
      providers: provider,
    });
    return { file, valid: errors.length === 0, errors, warnings, secrets };
  });
  const broken = checked.filter(({ valid }) => !valid).length;
  if (output.json) output.data(JSON.stringify({ valid: broken === 0, files: checked }));
  for (const { file, errors, warnings } of output.json ? [] : checked) {
    for (const error of errors) output.data(problemLine(file, error));
    for (const warning of warnings) output.note(`${problemLine(file, warning)} (warning)`);
  }
  output.note(`${files.length} ${files.length === 1 ? "file" : "files"}, ${broken} with errors.`);
  if (broken > 0) process.exitCode = EXIT.failed;
}

function importFile({ output }: CliContext, file: string, { from, out }: ImportOptions): void {
  const { text } = readConfigFile(file);
  const { yaml, report, secrets } = from === "litellm" ? importLitellm(text) : importPortkey(text);
  if (yaml !== undefined && out !== undefined) writeFileSync(out, yaml);
  if (output.json) output.data(JSON.stringify({ yaml: yaml ?? null, report, secrets }));
  else if (yaml !== undefined && out === undefined) output.data(yaml.trimEnd());
  for (const { path, reason } of report) output.note(plain(`${file}: ${path === "" ? "" : `${path}: `}${reason}`));
  for (const name of secrets) output.note(`Set the secret ${name} before you push.`);
  if (yaml === undefined) process.exitCode = EXIT.failed;
}
