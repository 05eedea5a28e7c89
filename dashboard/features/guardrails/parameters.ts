import type { Guardrail, GuardrailTypes } from "../../../src/client/api.ts";

type Type = GuardrailTypes["types"][number];

/** What a default is, and what one line of a form holds. */
type Plain = string | number | boolean;

/** How a parameter is typed: its value in the form is a text, but for flags and choices of several. */
export type FieldKind = "lines" | "several" | "topics" | "flag" | "number" | "choice" | "model" | "text" | "long";

export interface ParameterField {
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly help: string | undefined;
  readonly mustHave: boolean;
  readonly byDefault: Plain | undefined;
  readonly options: readonly string[];
}

export type TypedParameters = Readonly<Record<string, string | boolean | readonly string[]>>;

/** What of a JSON schema the gateway's parameters use. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: Plain;
  readonly enum?: readonly string[];
  readonly items?: Schema;
}

const LABELS: Readonly<Record<string, string>> = {
  values: "Values, one a line",
  ignore_case: "Capital and small letters are the same",
  replacement: "Replaced by",
  max_match_length: "Longest match, in characters",
  types: "Kinds of data",
  entities: "Entities",
  regions: "Countries, one a line",
  threshold: "Score from which it acts",
  topics: "Topics, one a line",
  min_matches: "Different words it takes",
  prompt_ref: "What it judges",
  prompt: "What it judges, in your words",
  business_context: "What your business is about",
  model_id: "Model",
  fallback_model_id: "Model when that one fails",
  max_tokens: "Longest verdict, in tokens",
  include_reasoning: "Ask it for its reasons",
  timeout: "Waits so many seconds",
  on_error: "When no usable answer comes",
  temperature: "Temperature",
  language: "Language, as Presidio names it",
  url: "URL",
};
const HELP: Readonly<Record<string, string>> = {
  topics: "Its name, a colon, and its words with commas between.",
  types: "The usual five when none is chosen.",
  prompt_ref: "Or leave it and write your own below.",
  prompt: "Instead of one of those above.",
  business_context: "The judge reads it too.",
};
const MODELS = new Set(["model_id", "fallback_model_id"]);
const LONG = new Set(["prompt", "business_context"]);

/** The fields of a type's form, made of the gateway's own description. */
export function fieldsOf({ parameters }: Pick<Type, "parameters">, known: KnownChoices): readonly ParameterField[] {
  const { properties = {}, required = [] } = parameters as {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    label: LABELS[name] ?? name,
    kind: kindOf(name, schema),
    help: HELP[name] ?? schema.description,
    mustHave: required.includes(name),
    byDefault: schema.default,
    options: schema.enum ?? known[name] ?? [],
  }));
}

/** Values that the schema leaves open and the gateway lists beside it, by the parameter's name. */
export type KnownChoices = Readonly<Record<string, readonly string[]>>;

function kindOf(name: string, { type, items, enum: words }: Schema): FieldKind {
  if (name === "types" || name === "entities") return "several";
  if (type === "array") return items?.type === "object" ? "topics" : "lines";
  if (type === "boolean") return "flag";
  if (type === "number" || type === "integer") return "number";
  if (words !== undefined || name === "prompt_ref") return "choice";
  if (MODELS.has(name)) return "model";
  return LONG.has(name) ? "long" : "text";
}

interface Topic {
  readonly name: string;
  readonly values: readonly string[];
}

/** A guardrail's parameters as its form has them. */
export function typedOf(fields: readonly ParameterField[], parameters: Guardrail["parameters"]): TypedParameters {
  return Object.fromEntries(
    fields.map(({ name, kind, byDefault }) => {
      const value = parameters[name] ?? (kind === "number" ? undefined : byDefault);
      if (kind === "flag") return [name, value === true];
      if (kind === "several") return [name, Array.isArray(value) ? value.map(String) : []];
      if (kind === "topics") return [name, ((value ?? []) as readonly Topic[]).map(lineOf).join("\n")];
      if (kind === "lines") return [name, Array.isArray(value) ? value.join("\n") : ""];
      return [name, value === undefined ? "" : String(value as Plain)];
    }),
  );
}

/** What was typed as the API takes it; what is empty is left out. */
export function parametersOf(fields: readonly ParameterField[], typed: TypedParameters): Record<string, unknown> {
  const entries = fields.map(({ name, kind }) => [name, apiValue(kind, typed[name])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function apiValue(kind: FieldKind, typed: TypedParameters[string] | undefined): unknown {
  if (typeof typed === "boolean") return typed;
  if (typeof typed === "object") return typed.length === 0 ? undefined : typed;
  if (typed === undefined || typed.trim() === "") return undefined;
  if (kind === "number") return Number(typed);
  // Blanks at a value's ends may be meant.
  const lines = typed.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (kind === "lines") return lines;
  return kind === "topics" ? lines.map(topicOf) : typed.trim();
}

function lineOf({ name, values }: Topic): string {
  return `${name}: ${values.join(", ")}`;
}

function topicOf(line: string): Topic {
  const at = line.indexOf(":");
  const name = (at === -1 ? line : line.slice(0, at)).trim();
  const words = at === -1 ? "" : line.slice(at + 1);
  const values = words.split(",").map((word) => word.trim());
  return { name, values: values.filter((word) => word !== "") };
}
