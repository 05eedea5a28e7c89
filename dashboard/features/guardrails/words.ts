import type { Guardrail, OrganizationSettings } from "../../../src/client/api.ts";
import type { Tone } from "../../ui/tone.ts";

export type Pii = OrganizationSettings["pii"];

export const TYPE_LABELS: Readonly<Record<Guardrail["type"], string>> = {
  pii: "Personal data",
  prompt_injection: "Takeover attempts",
  keywords: "Words",
  regex: "Patterns",
  contains: "Text that contains",
  starts_with: "Text that begins with",
  ends_with: "Text that ends with",
  topics: "Topics",
  judge: "A model judges",
  http: "A service judges",
  presidio_analyzer: "Presidio analyzer",
  presidio_anonymizer: "Presidio anonymizer",
};
export const TYPE_WORDS = Object.keys(TYPE_LABELS) as readonly Guardrail["type"][];

export const WHERE: Readonly<Record<Guardrail["where"], string>> = {
  input: "requests",
  output: "answers",
  io: "requests and answers",
};

interface Behavior {
  readonly label: string;
  readonly help: string;
  /** For a badge. */
  readonly word: string;
  readonly tone: Tone;
}

export const BEHAVIORS: Readonly<Record<Guardrail["behavior"], Behavior>> = {
  block: { label: "Refuse", help: "The caller gets 400 guardrail_blocked.", word: "refuses", tone: "bad" },
  soft_block: {
    label: "Answer instead",
    help: "An ordinary answer that says the message below.",
    word: "answers instead",
    tone: "bad",
  },
  redact: { label: "Redact", help: "What is found is replaced for good.", word: "redacts", tone: "warn" },
  tokenize: {
    label: "Replace and put back",
    help: "The model sees a token; where the answer has it, the caller sees the text again.",
    word: "tokenizes",
    tone: "warn",
  },
  warn: { label: "Note only", help: "It passes, and the log says what was found.", word: "notes", tone: "neutral" },
};

const NAMES_MAX = 3;

/** What a guardrail looks for, in a few words. */
export function summaryOf({ parameters }: Pick<Guardrail, "parameters">): string {
  const { values, types, entities, topics, model_id: model, url, threshold } = parameters;
  if (Array.isArray(topics)) return listed(topics.map((one: { readonly name?: unknown }) => String(one.name)));
  const list = [values, types, entities].find((one) => Array.isArray(one)) as readonly unknown[] | undefined;
  if (list !== undefined) return listed(list.map(String));
  if (typeof model === "string") return model;
  if (typeof url === "string") return url;
  return typeof threshold === "number" ? `from a score of ${threshold}` : "";
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_MAX;
  return names.slice(0, NAMES_MAX).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** The guardrail that the setting for personal data stands for; none where it is off. */
export function ofPii({ pii_detection_enabled: isOn, pii_action: behavior, pii_types: types }: Pii): Guardrail[] {
  if (!isOn || types.length === 0) return [];
  return [{ name: "pii", type: "pii", where: "input", behavior, parameters: { types }, enabled: true }];
}

/** Several lists as one in which no two guardrails have the same name, as a dry run wants it. */
export function joined(...lists: readonly (readonly Guardrail[])[]): readonly Guardrail[] {
  const seen = new Set<string>();
  return lists.flat().map((one) => {
    let { name } = one;
    for (let count = 2; seen.has(name); count += 1) name = `${one.name.slice(0, 56)} (${count})`;
    seen.add(name);
    return { ...one, name };
  });
}

/** A list with one guardrail moved by so many places. */
export function moved(list: readonly Guardrail[], index: number, by: number): readonly Guardrail[] {
  const next = [...list];
  const [taken] = next.splice(index, 1);
  if (taken !== undefined) next.splice(Math.max(0, index + by), 0, taken);
  return next;
}
