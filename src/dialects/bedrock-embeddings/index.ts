import type { EmbedAnswer, EmbedRequest } from "../../canonical/operations.ts";
import { count, emptyUsage } from "../../canonical/usage.ts";
import { Warnings } from "../../canonical/warning.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import { readError } from "../bedrock-converse/errors.ts";
import type { DecodedAnswer, EncodeTarget, JsonObject, OperationProvider } from "../dialect.ts";
import { vectorsAt } from "../embedding-vectors.ts";
import { invalid, isObject } from "../read.ts";

/**
 * Embeddings by InvokeModel, where each vendor's models have a shape of their own: Amazon's Titan takes one text, Cohere's
 * takes many. (Amazon Bedrock user guide, inference parameters of Titan Embeddings and of Cohere Embed.)
 */
export const bedrockEmbeddings: OperationProvider<EmbedRequest, EmbedAnswer> = {
  id: "bedrock-embeddings",
  readError,
  encodeRequest,
  decodeAnswer,
};

function encodeRequest(request: EmbedRequest, target: EncodeTarget) {
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  if (request.userId !== undefined) warnings.add("user", "Bedrock's wire has no end user; left out.");
  const texts = request.inputs.map((text) => {
    if (typeof text === "string") return text;
    throw invalid("input", "must be text: token ids mean nothing to this model. Send the text itself.");
  });
  return { body: { json: bodyFor(request, texts, target, warnings) }, warnings: warnings.list };
}

function bodyFor(request: EmbedRequest, texts: string[], target: EncodeTarget, warnings: Warnings): JsonObject {
  if (isKin(target, "cohere-embed", /\bcohere\.embed-/)) return cohereBody(request, texts, target);
  if (!isKin(target, "titan-embed", /\bamazon\.titan-embed-/)) {
    throw invalid(
      "model",
      "is a model whose embeddings the gateway cannot ask for: Titan and Cohere models are known.",
    );
  }
  const [inputText, ...more] = texts;
  if (more.length > 0) {
    throw invalid("input", "may have one text only: this model takes one a call. Send a request for each text.");
  }
  if (request.purpose !== undefined) {
    warnings.add("input_type", "Titan's wire does not say what vectors are for; left out.");
  }
  return { inputText, ...(request.dimensions === undefined ? {} : { dimensions: request.dimensions }) };
}

function isKin({ family, model }: EncodeTarget, kin: string, native: RegExp): boolean {
  return family === undefined ? native.test(model) : family === kin || native.test(model);
}

const COHERE_TYPES: Readonly<Record<NonNullable<EmbedRequest["purpose"]>, string>> = {
  query: "search_query",
  document: "search_document",
  classification: "classification",
  clustering: "clustering",
  similarity: "clustering",
};

function cohereBody({ purpose = "document", dimensions }: EmbedRequest, texts: string[], { model }: EncodeTarget) {
  const body: JsonObject = { texts, input_type: COHERE_TYPES[purpose], embedding_types: ["float"] };
  if (dimensions === undefined) return body;
  if (/embed-(english|multilingual)-v3/.test(model)) {
    throw invalid("dimensions", "cannot be chosen for this model: its vectors have one length. Leave it out.");
  }
  return { ...body, output_dimension: dimensions };
}

function decodeAnswer({ text }: { readonly text: string }): DecodedAnswer<EmbedAnswer> {
  const { embedding, embeddings, inputTextTokenCount } = JSON.parse(textOfLatin1(text)) as JsonObject;
  const told = count(inputTextTokenCount);
  const usage = told > 0 ? { ...emptyUsage(), inputTokens: told } : undefined;
  const many = isObject(embeddings) ? embeddings["float"] : embeddings;
  return { answer: { vectors: vectorsAt(many ?? [embedding]) }, usage };
}
