import type { EmbedRequest } from "../../canonical/operations.ts";
import type { JsonObject } from "../dialect.ts";
import { countAt, invalid, nameAt, optional, required, stringAt, unknownMembers } from "../read.ts";

const KNOWN = new Set("model input dimensions encoding_format input_type user".split(" "));

/** What vendors of this wire call the purpose (NVIDIA, Cohere and others: `input_type`). */
const PURPOSES: ReadonlyMap<string, EmbedRequest["purpose"]> = new Map([
  ["query", "query"],
  ["search_query", "query"],
  ["passage", "document"],
  ["document", "document"],
  ["search_document", "document"],
  ["classification", "classification"],
  ["clustering", "clustering"],
  ["similarity", "similarity"],
]);

/** An embeddings request in the canonical form. (OpenAI API reference, create embeddings.) */
export function decodeRequest(body: JsonObject): EmbedRequest {
  const type = optional(body, "input_type", stringAt);
  if (type !== undefined && !PURPOSES.has(type)) {
    throw invalid("input_type", `must be one of ${[...PURPOSES.keys()].map((word) => `'${word}'`).join(", ")}.`);
  }
  return {
    model: required(body, "model", nameAt),
    inputs: inputsOf(body["input"]),
    dimensions: optional(body, "dimensions", countAt),
    purpose: type === undefined ? undefined : PURPOSES.get(type),
    userId: optional(body, "user", stringAt),
    unmapped: unknownMembers(body, KNOWN),
  };
}

/** A text, texts, one text as token ids, or several such. */
function inputsOf(input: unknown): EmbedRequest["inputs"] {
  if (!Array.isArray(input)) return [input as string];
  if (input.every((one) => typeof one === "number")) return [input];
  const mixed = input.findIndex((one) => typeof one === "number");
  if (mixed >= 0) throw invalid(`input[${mixed}]`, "must be a string or an array of token ids, as the others are.");
  return input as (string | number[])[];
}
