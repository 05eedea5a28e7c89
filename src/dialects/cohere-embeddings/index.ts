import type { EmbedAnswer, EmbedRequest } from "../../canonical/operations.ts";
import { count, emptyUsage, type Usage } from "../../canonical/usage.ts";
import { Warnings } from "../../canonical/warning.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import { readError } from "../cohere-v2/errors.ts";
import type { EncodeTarget, JsonObject, OperationProvider } from "../dialect.ts";
import { vectorsAt } from "../embedding-vectors.ts";
import { invalid, isObject } from "../read.ts";

/** What the vectors are for, which this wire must know. */
const TYPES: Readonly<Record<NonNullable<EmbedRequest["purpose"]>, string>> = {
  query: "search_query",
  document: "search_document",
  classification: "classification",
  clustering: "clustering",
  similarity: "clustering",
};

/** Cohere's embeddings. (Cohere API reference, embed v2.) */
export const cohereEmbeddings: OperationProvider<EmbedRequest, EmbedAnswer> = {
  id: "cohere-embeddings",
  readError,
  encodeRequest,
  decodeAnswer: ({ text }) => {
    const { embeddings, meta } = JSON.parse(textOfLatin1(text)) as JsonObject;
    const vectors = isObject(embeddings) ? embeddings["float"] : embeddings;
    return { answer: { vectors: vectorsAt(vectors) }, usage: readUsage(meta) };
  },
};

function encodeRequest(request: EmbedRequest, { model }: EncodeTarget) {
  const { inputs, dimensions, purpose = "document", userId } = request;
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  if (userId !== undefined) warnings.add("user", "Cohere's wire has no end user; left out.");
  const texts = inputs.map((text) => {
    if (typeof text === "string") return text;
    throw invalid("input", "must be text: token ids mean nothing to this model. Send the text itself.");
  });
  const json: JsonObject = { model, texts, input_type: TYPES[purpose], embedding_types: ["float"] };
  if (dimensions !== undefined) json["output_dimension"] = dimensions;
  return { body: { json }, warnings: warnings.list };
}

function readUsage(meta: unknown): Usage | undefined {
  const billed = isObject(meta) && isObject(meta["billed_units"]) ? meta["billed_units"] : {};
  const inputTokens = count(billed["input_tokens"]);
  return inputTokens > 0 ? { ...emptyUsage(), inputTokens } : undefined;
}
