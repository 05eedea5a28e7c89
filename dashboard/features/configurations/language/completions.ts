import { type Names, namesIn } from "./names-in.ts";
import { type Member, membersAt, noteOf, type Schema, schemasAt, valuesOf } from "./schema-at.ts";
import { type Place, placeAt, type Step } from "./yaml-place.ts";

/** What the editor knows beside the text. */
export interface Known {
  readonly schema: Schema;
  /** Names of the project's secrets. */
  readonly secrets: readonly string[];
  /** Ids of providers that models can be of. */
  readonly providers: readonly string[];
}

/** Something that may be written at a place. */
export interface Option {
  readonly label: string;
  /** What is written; the label when absent. */
  readonly text?: string;
  /** At the right of the label. */
  readonly detail?: string;
  readonly info?: string;
}

/** Types as writers of YAML call them. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: "map",
  array: "list",
  string: "text",
  integer: "number",
};

/** What may be written at a place, and the column at which it begins; null where nothing is known. */
export function optionsAt(
  text: string,
  row: number,
  column: number,
  known: Known,
): { readonly from: number; readonly options: readonly Option[] } | null {
  const lines = text.split("\n");
  const place = placeAt(lines, row, column);
  if (place === null) return null;
  const options =
    place.kind === "key"
      ? [...membersOf(place, known, column), ...itemsOf(place, known, text)]
      : valuesFor(place, known, text);
  return options.length === 0 ? null : { from: place.from, options };
}

function membersOf(place: Place, { schema }: Known, column: number): readonly Option[] {
  const members = membersAt(schema, place.path, place.members).map((member) => memberOption(member, place.from));
  if (members.length > 0 || column !== place.from) return members;
  // A list of records whose first item is not begun.
  return schemasAt(schema, place.path).flatMap(({ items }) => {
    const first = items?.required?.[0] ?? items?.oneOf?.[0]?.required?.[0];
    return first === undefined ? [] : [{ label: `- ${first}`, text: `- ${first}: `, detail: "new item" }];
  });
}

function memberOption({ name, schemas, required }: Member, column: number): Option {
  const note = noteOf(schemas);
  const type = schemas[0]?.type;
  const inner = `\n${" ".repeat(column + 2)}`;
  const end = type === "object" ? inner : type === "array" && schemas[0]?.items?.type !== "string" ? `${inner}- ` : " ";
  return {
    label: name,
    text: `${name}:${end}`,
    detail: required ? "required" : typeOf(schemas),
    ...(noteText(note) === "" ? {} : { info: noteText(note) }),
  };
}

/** What is said of a member, in one or two sentences. */
export function noteText(note: ReturnType<typeof noteOf>): string {
  const parts = [note.description, note.default === undefined ? undefined : `Default: ${note.default}`];
  return parts.filter((part) => part !== undefined).join(". ");
}

function typeOf(schemas: readonly Schema[]): string {
  const words = valuesOf(schemas);
  if (words.length > 0 && words.length <= 4) return words.join(" | ");
  const type = String(schemas[0]?.type ?? "");
  return TYPE_WORDS[type] ?? type;
}

/** A plain item of a list reads like a name that is being written. */
function itemsOf(place: Place, known: Known, text: string): readonly Option[] {
  return place.path.at(-1)?.name === null ? valuesFor(place, known, text) : [];
}

function valuesFor({ path }: Place, known: Known, text: string): readonly Option[] {
  const words = valuesOf(schemasAt(known.schema, path)).map((label) => ({ label }));
  if (words.length > 0) return words;
  const last = path.findLast(({ name }) => name !== null)?.name ?? "";
  if (last === "model") return known.providers.map((id) => ({ label: `${id}/`, detail: "provider" }));
  const names = referred(path, last, namesIn(text));
  if (names !== null) return [...new Set(names)].map((label) => ({ label }));
  const isText = schemasAt(known.schema, path).some(({ type }) => type === "string");
  return isText ? known.secrets.map((name) => ({ label: `!secret ${name}`, detail: "secret" })) : [];
}

/** The names that may stand where a part refers to another; null where nothing is referred to. */
function referred(path: readonly Step[], last: string, names: Names): readonly string[] | null {
  const isInRoute = path[0]?.name === "routes";
  switch (last) {
    case "chat_models":
      return isInRoute ? names.chatModels : null;
    case "embedding_models":
      return isInRoute ? names.embeddingModels : null;
    case "transcription_models":
      return isInRoute ? names.transcriptionModels : null;
    case "routing":
      return isInRoute ? names.routings : null;
    case "guardrails":
      return isInRoute ? names.guardrails : null;
    case "mcp_servers":
      return isInRoute ? names.mcpServers : null;
    case "embedding_model_id":
      return names.embeddingModels;
    case "model_id":
      return path[0]?.name?.endsWith("_models") === true ? null : names.chatModels;
    case "target":
    case "fallbacks":
      return [...names.chatModels, ...names.embeddingModels, ...names.transcriptionModels];
    case "default_model_id":
    case "fallback_model_id":
    case "stable":
    case "models":
      return names.chatModels;
    default:
      return null;
  }
}
