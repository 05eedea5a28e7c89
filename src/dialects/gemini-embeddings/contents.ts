import type { EmbedRequest } from "../../canonical/operations.ts";
import type { JsonObject } from "../dialect.ts";
import { vectorAt } from "../embedding-vectors.ts";
import { camelMembers, listAt, structAt } from "../gemini/spelling.ts";
import { at, countAt, invalid, isObject, optional, required, stringAt, unknownMembers } from "../read.ts";

/** What one request of this wire asks for. (Gemini API reference, models.embedContent.) */
export interface AskedContent {
  readonly text: string;
  readonly dimensions: number | undefined;
  readonly task: string | undefined;
  readonly unmapped: readonly string[];
}

const KNOWN = new Set(["model", "stream", "content", "taskType", "outputDimensionality"]);

/** Checks what is relied on when a request is relayed: that there is something to embed. */
export function checkContent(request: JsonObject, path: string): void {
  required(camelMembers(request), "content", structAt, path);
}

/** Reads one request for a provider of another wire, which takes texts alone. */
export function readContent(given: JsonObject, path: string): AskedContent {
  const request = camelMembers(given);
  const content = required(request, "content", structAt, path);
  const parts = required(content, "parts", listAt(structAt), at(path, "content"));
  const texts = parts.map((part, i) => textOf(part, `${at(path, "content")}.parts[${i}]`));
  return {
    text: texts.join(""),
    dimensions: optional(request, "outputDimensionality", countAt, path),
    task: optional(request, "taskType", stringAt, path),
    unmapped: unknownMembers(request, KNOWN, path),
  };
}

function textOf(part: JsonObject, path: string): string {
  if (typeof part["text"] === "string") return part["text"];
  throw invalid(path, "must be a text: this model's provider embeds nothing else.");
}

type Purpose = NonNullable<EmbedRequest["purpose"]>;

const TASK_BY_PURPOSE: Readonly<Record<Purpose, string>> = {
  query: "RETRIEVAL_QUERY",
  document: "RETRIEVAL_DOCUMENT",
  classification: "CLASSIFICATION",
  clustering: "CLUSTERING",
  similarity: "SEMANTIC_SIMILARITY",
};

const PURPOSE_BY_TASK: ReadonlyMap<string, Purpose> = new Map<string, Purpose>([
  ...Object.entries(TASK_BY_PURPOSE).map(([purpose, task]): [string, Purpose] => [task, purpose as Purpose]),
  ["QUESTION_ANSWERING", "query"],
  ["FACT_VERIFICATION", "query"],
  ["CODE_RETRIEVAL_QUERY", "query"],
]);

export function taskOf(purpose: Purpose): string {
  return TASK_BY_PURPOSE[purpose];
}

/** Undefined for a task that says nothing. */
export function purposeOf(task: string | undefined): Purpose | undefined {
  return task === undefined ? undefined : PURPOSE_BY_TASK.get(task);
}

/** The numbers of an embedding; throws where it has none. */
export function valuesOf(embedding: unknown): readonly number[] {
  return vectorAt(isObject(embedding) ? embedding["values"] : undefined);
}
