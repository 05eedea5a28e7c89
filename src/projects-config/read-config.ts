import { checkGuardrails } from "./checks/guardrails.ts";
import { checkModels, declaredModels } from "./checks/models.ts";
import { asPart, type CheckInput } from "./checks/part.ts";
import { checkRoutes } from "./checks/routes.ts";
import { checkRoutings } from "./checks/routings.ts";
import { checkSecrets } from "./checks/secrets.ts";
import type { ConfigError, Finding } from "./config-error.ts";
import { explainIssues } from "./explain-issues.ts";
import { type ProjectConfig, projectConfigSchema } from "./schema/project-config.ts";
import { secretNamesIn } from "./secret-ref.ts";
import { readYaml, type YamlTree } from "./yaml/read-yaml.ts";
import { withoutEmpty } from "./yaml/without-empty.ts";

/** Errors that are told of one text. */
const ERRORS_MAX = 500;
/** Of these the first; each compares with every name there is. */
const SUGGESTIONS_MAX = 100;

/** What is known outside of the text. What is absent is not checked. */
export interface ReadConfigOptions {
  /** Whether there is a secret of this name. */
  readonly secrets?: ((name: string) => boolean) | undefined;
  /** Whether there is a prompt file of this name. */
  readonly prompts?: ((name: string) => boolean) | undefined;
  /** Ids of providers that the organization added; `any`: they are not known here, and every name may be one. */
  readonly providers?: Iterable<string> | "any" | undefined;
}

export interface ReadConfig {
  /** Undefined when there is an error. */
  readonly config: ProjectConfig | undefined;
  /** Everything that is wrong, in the order of the text. With an error of YAML's syntax nothing else is looked at. */
  readonly errors: readonly ConfigError[];
  /** What is allowed and probably not meant. */
  readonly warnings: readonly ConfigError[];
  /** Names of all secrets that the text refers to. */
  readonly secrets: readonly string[];
}

/** Reads the YAML of a project's configuration. Never throws; no I/O and no clock. */
export function readProjectConfig(text: string, options: ReadConfigOptions = {}): ReadConfig {
  const tree = readYaml(text);
  if (tree.value === undefined && tree.findings.length > 0) return refusal(tree, tree.findings);
  const findings: Finding[] = [...tree.findings];
  const doubts: Finding[] = [];
  const value = withoutEmpty(projectConfigSchema, tree.value ?? {}, doubts);
  const read = projectConfigSchema.safeParse(value);
  if (!read.success) findings.push(...explainIssues(projectConfigSchema, read.error.issues, value));
  const root = asPart(value, []);
  if (root !== undefined) {
    const input: CheckInput = {
      root,
      note: (finding) => void findings.push(finding),
      warn: (finding) => void doubts.push(finding),
    };
    checkAll(input, options);
  }
  return {
    config: findings.length === 0 ? read.data : undefined,
    errors: placed(tree, findings),
    warnings: placed(tree, doubts),
    secrets: secretNamesIn(value),
  };
}

/** Names of all secrets that a text refers to; none for a text that is no YAML. */
export function secretNamesOf(text: string): readonly string[] {
  return secretNamesIn(readYaml(text).value);
}

function checkAll(input: CheckInput, { secrets, prompts, providers = [] }: ReadConfigOptions): void {
  const declared = declaredModels(input.root);
  checkModels(input, providers === "any" ? "any" : new Set(providers));
  checkRoutings(input, declared);
  checkGuardrails(input, declared, prompts);
  checkRoutes(input, declared);
  checkSecrets(input, { secrets, prompts });
}

function refusal(tree: YamlTree, findings: readonly Finding[]): ReadConfig {
  return { config: undefined, errors: placed(tree, findings), warnings: [], secrets: [] };
}

/** In the order of the text, each once. */
function placed(tree: YamlTree, findings: readonly Finding[]): ConfigError[] {
  const seen = new Set<string>();
  const all: { readonly error: ConfigError; readonly suggest: Finding["suggest"] }[] = [];
  for (const finding of findings) {
    const error = tree.place(finding);
    const key = `${error.line}:${error.column}:${error.path}:${error.message}`;
    if (!seen.has(key)) all.push({ error, suggest: finding.suggest });
    seen.add(key);
  }
  all.sort((a, b) => a.error.line - b.error.line || a.error.column - b.error.column);
  const told = all.slice(0, ERRORS_MAX).map(({ error, suggest }, index) => {
    const suggestion = index < SUGGESTIONS_MAX ? suggest?.() : undefined;
    return suggestion === undefined ? error : { ...error, suggestion };
  });
  const last = told.at(-1);
  if (last === undefined || all.length <= ERRORS_MAX) return told;
  return [
    ...told,
    { line: last.line, column: last.column, path: "", message: `and ${all.length - ERRORS_MAX} more after it` },
  ];
}
