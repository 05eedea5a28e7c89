import { fail, type GatewayError, isGatewayError } from "../../errors/gateway-error.ts";
import { projectFacts, toProblem } from "./check-text.ts";
import type { ConfigDeps, ProjectPlace } from "./deps.ts";
import { type GeneratorMessage, openingMessages, repairMessages, yamlIn } from "./generator-prompt.ts";
import type { ConfigProblem, ProjectFacts } from "./language.ts";
import { type GenerateBody, type GeneratedView, YAML_MAX } from "./schema.ts";

const REPAIRS_MAX = 3;
const SHOWN_MAX = 100;

/** The model that writes configurations. */
export interface ConfigGenerator {
  /** `provider/model`. */
  readonly model: string;
  /** The text that the model answers. Rejects when there is none, and ends by itself in reasonable time. */
  ask(model: string, messages: readonly GeneratorMessage[], place: ProjectPlace): Promise<string>;
}

/**
 * Lets a model write a configuration, or change one. What it writes is checked, and given back to it with its errors up
 * to three times; nothing is stored. Secrets that the project does not have yet are no errors here. Throws `conflict`
 * where no model is configured and `all_providers_failed` when nothing valid comes.
 */
export async function generateConfig(
  { db, language }: ConfigDeps,
  generator: ConfigGenerator | null,
  place: ProjectPlace,
  { description, current = null }: GenerateBody,
): Promise<GeneratedView> {
  if (generator === null) {
    throw fail("conflict", {
      message: "No model writes configurations here: the operator sets CONFIG_GENERATOR_MODEL.",
    });
  }
  const { model } = generator;
  const messages = openingMessages(language.jsonSchema(), { description, current });
  const known = await projectFacts(db, place);
  const failed: { readonly attempt: number; readonly errors: readonly ConfigProblem[] }[] = [];
  for (let attempt = 1; attempt <= 1 + REPAIRS_MAX; attempt += 1) {
    const answer = await asked(generator, messages, place);
    const yaml = yamlIn(answer);
    const { errors, warnings, secrets } = readAnswer(language, yaml, { ...known, hasSecret: () => true });
    if (errors.length === 0) {
      const missingSecrets = secrets.filter((name) => !known.hasSecret(name));
      return { yaml, model, repaired: shown(failed), warnings: warnings.map(toProblem), missingSecrets };
    }
    failed.push({ attempt, errors });
    // Only the last answer: a conversation of several long ones would not help the model and costs.
    messages.splice(2, messages.length, ...repairMessages(yaml, errors));
  }
  throw fail("all_providers_failed", {
    message: `${model} wrote no valid configuration in ${1 + REPAIRS_MAX} attempts. Describe it more precisely, or write it yourself.`,
    details: { attempts: shown(failed) },
  });
}

function readAnswer(language: ConfigDeps["language"], yaml: string, facts: ProjectFacts) {
  if (yaml !== "" && yaml.length <= YAML_MAX && !yaml.includes("\0") && yaml.isWellFormed()) {
    return language.read(yaml, facts);
  }
  const message =
    yaml === "" ? "the answer is empty" : "the answer is too large, or holds characters that cannot be stored";
  return { errors: [{ line: 1, column: 1, path: "", message }], warnings: [], secrets: [] };
}

async function asked(
  generator: ConfigGenerator,
  messages: readonly GeneratorMessage[],
  place: ProjectPlace,
): Promise<string> {
  try {
    return await generator.ask(generator.model, messages, place);
  } catch (error) {
    throw unanswered(generator.model, error);
  }
}

/** Refusals of the gateway itself, such as of a budget, say what is wrong better than we could. */
function unanswered(model: string, error: unknown): GatewayError {
  if (isGatewayError(error)) return error;
  return fail("all_providers_failed", { message: `${model} did not answer. Try again.`, cause: error });
}

function shown(failed: readonly { readonly attempt: number; readonly errors: readonly ConfigProblem[] }[]) {
  return failed.map(({ attempt, errors }) => ({ attempt, errors: errors.slice(0, SHOWN_MAX).map(toProblem) }));
}
