import type { JsonObject } from "../../dialects/dialect.ts";
import { isObject } from "../../dialects/read.ts";
import { type Made, madeJson } from "./operation.ts";
import type { MockOptions } from "./options.ts";

/** The vendor's categories; what is flagged, is flagged as the first. (OpenAI API reference, moderation object.) */
const CATEGORIES = [
  "harassment",
  "harassment/threatening",
  "hate",
  "hate/threatening",
  "illicit",
  "illicit/violent",
  "self-harm",
  "self-harm/instructions",
  "self-harm/intent",
  "sexual",
  "sexual/minors",
  "violence",
  "violence/graphic",
];

/** Judges texts: flagged is what holds one of the words in the option `flag_words`. */
export function makeModerations(body: JsonObject, { flagWords }: MockOptions): Made {
  const words = flagWords.map((word) => word.toLowerCase());
  const results = textsOf(body["input"]).map((text) => {
    const lower = text.toLowerCase();
    return resultOf(words.some((word) => lower.includes(word)));
  });
  return madeJson({ id: "modr-mock", model: body["model"], results });
}

function resultOf(flagged: boolean): JsonObject {
  const [first] = CATEGORIES;
  const each = <T>(of: (hit: boolean) => T): Record<string, T> =>
    Object.fromEntries(CATEGORIES.map((name) => [name, of(flagged && name === first)]));
  return {
    flagged,
    categories: each((hit) => hit),
    category_scores: each((hit) => (hit ? 1 : 0)),
    category_applied_input_types: each(() => ["text"]),
  };
}

/** A list of parts is one input; a list of texts is as many. */
function textsOf(input: unknown): string[] {
  if (typeof input === "string") return [input];
  if (!Array.isArray(input)) return [""];
  if (input.every((one) => typeof one === "string")) return input;
  return [input.map((one) => (isObject(one) && typeof one["text"] === "string" ? one["text"] : "")).join("\n")];
}

/** Ranks documents by the share of the query's words that they hold. */
export function makeRanking(body: JsonObject): Made {
  const query = wordsOf(body["query"]);
  const documents = Array.isArray(body["documents"]) ? body["documents"] : [];
  const ranked = documents
    .map((document, index) => ({ index, relevance_score: shareOf(query, wordsOf(textOf(document))) }))
    .sort((a, b) => b.relevance_score - a.relevance_score || a.index - b.index);
  const top = typeof body["top_n"] === "number" ? ranked.slice(0, body["top_n"]) : ranked;
  const results = top.map((one) =>
    body["return_documents"] === true ? { ...one, document: { text: textOf(documents[one.index]) } } : one,
  );
  const units = Math.max(1, Math.ceil(documents.length / 100));
  return madeJson({ id: "rerank-mock", results, meta: { billed_units: { search_units: units } } });
}

function textOf(document: unknown): string {
  const text = isObject(document) ? document["text"] : document;
  return typeof text === "string" ? text : "";
}

function wordsOf(text: unknown): Set<string> {
  return new Set(typeof text === "string" ? text.toLowerCase().match(/[\p{L}\p{N}]+/gu) : []);
}

function shareOf(query: ReadonlySet<string>, words: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of query) if (words.has(word)) shared += 1;
  return query.size === 0 ? 0 : shared / query.size;
}
